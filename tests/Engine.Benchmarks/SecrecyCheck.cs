using System.Globalization;
using KeyCeremonyConsole.Engine.Tests.Doubles;

namespace KeyCeremonyConsole.Engine.Benchmarks;

/// <summary>The statistics of dealing that take too long for a test.</summary>
internal static class SecrecyCheck
{
    // For all bytes together, so that a sound build fails once in a thousand runs.
    private const double Least = 0.001;

    public static int Run(int splits)
    {
        (string Byte, double ChiSquare, int Zeroes)[] results = [.. Secrecy.Count(splits).Results];
        (string what, double chiSquare, _) = results.MaxBy(result => result.ChiSquare);
        double together = Math.Min(1, Secrecy.Probability(chiSquare) * results.Length);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{splits} splits, {results.Length} bytes: the largest chi square is {chiSquare:0.0} ({what}); p = {together:0.000} for all together, must be above {Least}"));
        return together > Least ? 0 : 1;
    }
}
