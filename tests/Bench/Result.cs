using System.Globalization;

namespace KeyCeremonyConsole.Bench;

/// <summary>One line of the table: ours against something else, both measured in this run.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Against">The other's, in the same unit.</param>
/// <param name="Unit">Of both.</param>
/// <param name="Target">The ratio may not be higher.</param>
internal sealed record Result(string What, double Ours, double Against, string Unit, double Target)
{
    public double Ratio => Ours / Against;

    public bool IsMet => Ratio <= Target;

    public static void Print(IReadOnlyList<Result> results)
    {
        int width = results.Max(r => r.What.Length);
        Console.WriteLine();
        Console.WriteLine($"{"what".PadRight(width)} | {"ours",12} | {"against",12} | {"ratio",6} | target");
        foreach (Result r in results)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{r.What.PadRight(width)} | {Figure(r.Ours, r.Unit),12} | {Figure(r.Against, r.Unit),12} | {r.Ratio,6:0.00#} | {(r.IsMet ? "met" : "MISSED")} <= {r.Target:0.0#}"));
        }

        Console.WriteLine();
        Console.WriteLine($"{results.Count(r => r.IsMet)} of {results.Count} targets met");
    }

    private static string Figure(double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{value:0.00} {unit}");
}
