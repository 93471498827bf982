using KeyCeremonyConsole.Bench;

namespace KeyCeremonyConsole.Load;

/// <summary>What the clients measured, in milliseconds.</summary>
internal sealed class Figures
{
    private const int Shown = 5;

    private readonly Lock _lock = new();

    public Sample Reads { get; } = new();

    public Sample Writes { get; } = new();

    public int Failed { get; private set; }

    /// <summary>The first things that went wrong.</summary>
    public List<string> Examples { get; } = [];

    public void Add(bool write, double milliseconds)
    {
        lock (_lock)
        {
            (write ? Writes : Reads).Add(milliseconds);
        }
    }

    public void AddFailure(string what)
    {
        lock (_lock)
        {
            Failed++;
            if (Examples.Count < Shown)
            {
                Examples.Add(what);
            }
        }
    }
}
