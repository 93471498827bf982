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

    /// <summary>
    /// The polynomials through the shares, without their lowest coefficients: the highest power's row first. The basis
    /// polynomials are multiplied out, root by root.
    /// </summary>
    internal static byte[] Coefficients(IReadOnlyList<byte[]> shares)
    {
        int length = shares[0].Length - 1;
        int[][] sum = [.. shares.Select(_ => new int[length])];
        foreach (byte[] share in shares)
        {
            int[] basis = [1];
            int below = 1;
            foreach (byte root in shares.Where(other => other != share).Select(other => other[^1]))
            {
                // (basis) times (x - root), lowest power first.
                basis = [.. Enumerable.Range(0, basis.Length + 1).Select(power =>
                    (power > 0 ? basis[power - 1] : 0) ^ (power < basis.Length ? Times(basis[power], root) : 0))];
                below = Times(below, root ^ share[^1]);
            }

            int weight = Over(1, below);
            for (int power = 0; power < basis.Length; power++)
            {
                int factor = Times(basis[power], weight);
                for (int i = 0; i < length; i++)
                {
                    sum[power][i] ^= Times(factor, share[i]);
                }
            }
        }

        return [.. sum.Skip(1).Reverse().SelectMany(row => row).Select(value => (byte)value)];
    }
}
