using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Engine.Tests.Doubles;

/// <summary>Sharing as one writes it down: constant-time, one byte after the other. The benchmarks compare with it.</summary>
internal sealed class PlainPath : SharingPath
{
    internal override string Name => "plain";

    protected override bool IsSupported => true;

    internal override void Evaluate(Span<byte> y, byte x, ReadOnlySpan<byte> coefficients, ReadOnlySpan<byte> secret)
    {
        for (int i = 0; i < y.Length; i++)
        {
            byte value = 0;
            for (int at = i; at < coefficients.Length; at += y.Length)
            {
                value = (byte)(Times(value, x) ^ coefficients[at]);
            }

            y[i] = (byte)(Times(value, x) ^ secret[i]);
        }
    }

    internal override void WeightsAtZero(Span<byte> weights, ReadOnlySpan<byte> points)
    {
        for (int i = 0; i < points.Length; i++)
        {
            byte above = 1;
            byte below = 1;
            for (int j = 0; j < points.Length; j++)
            {
                if (j != i)
                {
                    above = Times(above, points[j]);
                    below = Times(below, (byte)(points[j] ^ points[i]));
                }
            }

            weights[i] = Times(above, Inverse(below));
        }
    }

    internal override void AddScaled(Span<byte> values, byte factor, ReadOnlySpan<byte> terms)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] ^= Times(factor, terms[i]);
        }
    }

    private static byte Times(byte a, byte b)
    {
        int product = 0;
        int doubled = a;
        for (int bit = 0; bit < 8; bit++)
        {
            product ^= doubled & -((b >> bit) & 1);
            doubled = (doubled << 1) ^ (0x11B & -(doubled >> 7));
        }

        return (byte)product;
    }

    // a^254 by squaring: the exponents 3, 12, 15, 240 and 14.
    private static byte Inverse(byte a)
    {
        byte two = Times(a, a);
        byte three = Times(two, a);
        byte twelve = Square(three, 2);
        return Times(Square(Times(twelve, three), 4), Times(twelve, two));
    }

    private static byte Square(byte a, int times)
    {
        for (; times > 0; times--)
        {
            a = Times(a, a);
        }

        return a;
    }
}
