namespace KeyCeremonyConsole.Engine.Tests.Doubles;

/// <summary>GF(2^8) as a textbook has it: long multiplication of polynomials, then long division; inverse by search.</summary>
internal static class SlowField
{
    internal static int Times(int a, int b)
    {
        int product = 0;
        for (int bit = 0; bit < 8; bit++)
        {
            if ((b & (1 << bit)) != 0)
            {
                product ^= a << bit;
            }
        }

        for (int bit = 14; bit >= 8; bit--)
        {
            if ((product & (1 << bit)) != 0)
            {
                product ^= 0x11B << (bit - 8);
            }
        }

        return product;
    }

    internal static int Over(int a, int b) => Enumerable.Range(0, 256).Single(c => Times(c, b) == a);
}
