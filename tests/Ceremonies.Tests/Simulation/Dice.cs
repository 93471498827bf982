namespace KeyCeremonyConsole.Ceremonies.Tests.Simulation;

/// <summary>SplitMix64 (Steele, Lea and Flood, 2014): the same numbers from the same seed on every machine.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    internal int Below(int bound)
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)bound);
    }

    internal bool Chance(int percent) => Below(100) < percent;

    internal T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    internal IReadOnlyList<T> Some<T>(IEnumerable<T> items, int count)
    {
        List<T> left = [.. items];
        while (left.Count > count)
        {
            left.RemoveAt(Below(left.Count));
        }

        return left;
    }
}
