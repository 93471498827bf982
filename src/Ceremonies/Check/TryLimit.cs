namespace KeyCeremonyConsole.Ceremonies.Check;

/// <summary>So many tries of a person within a time, and no more. In memory only; used by one trip at a time.</summary>
internal sealed class TryLimit(int tries, TimeSpan within)
{
    private readonly Dictionary<PersonId, Queue<DateTimeOffset>> _tried = [];

    /// <summary>Counts a try, unless it is one too many.</summary>
    /// <returns>Null when it counts; else when the next one may be made.</returns>
    public DateTimeOffset? Count(PersonId person, DateTimeOffset now)
    {
        Queue<DateTimeOffset> mine = _tried.TryGetValue(person, out Queue<DateTimeOffset>? found) ? found : _tried[person] = [];
        while (mine.TryPeek(out DateTimeOffset oldest) && oldest + within <= now)
        {
            mine.Dequeue();
        }

        if (mine.Count == tries)
        {
            return mine.Peek() + within;
        }

        mine.Enqueue(now);
        return null;
    }
}
