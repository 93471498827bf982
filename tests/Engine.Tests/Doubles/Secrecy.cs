using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Engine.Tests.Doubles;

/// <summary>
/// Deals one secret many times and counts what T-1 holders see, and what they must not be able to infer: the
/// coefficients. Every one of these bytes must take all 256 values alike; zero too, also in the leading row.
/// </summary>
internal sealed class Secrecy
{
    private const int Length = 8;
    private const int Threshold = 3;

    private readonly SortedDictionary<string, int[]> _counts = [];

    /// <summary>Chi square of each byte against uniform, with 255 degrees of freedom; and how often it was zero.</summary>
    internal IEnumerable<(string Byte, double ChiSquare, int Zeroes)> Results =>
        _counts.Select(count => (count.Key, ChiSquare(count.Value), count.Value[0]));

    internal static Secrecy Count(int splits)
    {
        var secrecy = new Secrecy();
        using SecretBytes secret = Bytes.Secret([.. Enumerable.Range(0, Length).Select(i => (byte)(i * 0x2A))]);
        for (int i = 0; i < splits; i++)
        {
            IReadOnlyList<SecretBytes> dealt = ShamirSharing.Split(secret, ShareScheme.Of(5, Threshold));
            secrecy.Add([.. dealt.Take(Threshold).Open()]);
            dealt.Wipe();
        }

        return secrecy;
    }

    /// <summary>How likely a chi square with 255 degrees of freedom is at least so large (Wilson and Hilferty's approximation).</summary>
    internal static double Probability(double chiSquare)
    {
        const double Spread = 2.0 / (9 * 255);
        double z = (Math.Cbrt(chiSquare / 255) - (1 - Spread)) / Math.Sqrt(Spread);
        return z < 0 ? 1 - Tail(-z) : Tail(z);
    }

    private void Add(byte[][] shares)
    {
        byte[] coefficients = SlowField.Coefficients(shares);
        for (int i = 0; i < Length; i++)
        {
            Add($"share 1, byte {i}", shares[0][i]);
            Add($"share 2, byte {i}", shares[1][i]);
            Add($"both shares, byte {i}", (byte)(shares[0][i] ^ shares[1][i]));
            Add($"coefficient of x^2, byte {i}", coefficients[i]);
            Add($"coefficient of x, byte {i}", coefficients[Length + i]);
        }
    }

    private void Add(string what, byte value)
    {
        if (!_counts.TryGetValue(what, out int[]? counts))
        {
            _counts.Add(what, counts = new int[256]);
        }

        counts[value]++;
    }

    private static double ChiSquare(int[] counts)
    {
        double expected = counts.Sum() / 256.0;
        return counts.Sum(count => (count - expected) * (count - expected) / expected);
    }

    // Of the normal distribution: Abramowitz and Stegun, 26.2.17; good to 1e-7.
    private static double Tail(double z)
    {
        double t = 1 / (1 + (0.2316419 * z));
        double sum = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * sum;
    }
}
