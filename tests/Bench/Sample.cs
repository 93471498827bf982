using System.Diagnostics;

namespace KeyCeremonyConsole.Bench;

/// <summary>Figures of one kind, and what they come to.</summary>
internal sealed class Sample
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public double Median => At(0.5);

    public double P99 => At(0.99);

    public void Add(double value) => _values.Add(value);

    public void Add(IEnumerable<double> values) => _values.AddRange(values);

    /// <summary>Milliseconds between two time stamps of <see cref="Stopwatch"/>.</summary>
    public static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private double At(double part)
    {
        List<double> sorted = [.. _values.Order()];
        return sorted[(int)Math.Ceiling(part * sorted.Count) - 1];
    }
}
