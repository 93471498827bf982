using System.Collections.Immutable;

namespace KeyCeremonyConsole.Ceremonies.Live;

/// <summary>Who has which ceremony open right now, counted over their tabs and devices. In memory only.</summary>
public sealed class Presence
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CeremonyId, Dictionary<PersonId, int>> _open = [];

    /// <summary>Raised, outside the lock, when a person came to a ceremony or left it for good.</summary>
    public event Action<CeremonyId>? Changed;

    /// <summary>Counts the person in until disposed.</summary>
    public IDisposable Enter(CeremonyId ceremony, PersonId person)
    {
        Count(ceremony, person, 1);
        return new Stay(this, ceremony, person);
    }

    public IReadOnlySet<PersonId> At(CeremonyId ceremony)
    {
        lock (_lock)
        {
            return _open.TryGetValue(ceremony, out Dictionary<PersonId, int>? people)
                ? people.Keys.ToImmutableHashSet()
                : ImmutableHashSet<PersonId>.Empty;
        }
    }

    private void Count(CeremonyId ceremony, PersonId person, int change)
    {
        bool cameOrLeft;
        lock (_lock)
        {
            Dictionary<PersonId, int> people = _open.TryGetValue(ceremony, out Dictionary<PersonId, int>? found)
                ? found
                : _open[ceremony] = [];
            int before = people.GetValueOrDefault(person);
            int after = before + change;
            cameOrLeft = before == 0 || after == 0;
            if (after == 0)
            {
                people.Remove(person);
            }
            else
            {
                people[person] = after;
            }

            if (people.Count == 0)
            {
                _open.Remove(ceremony);
            }
        }

        if (cameOrLeft)
        {
            Changed?.Invoke(ceremony);
        }
    }

    private sealed class Stay(Presence presence, CeremonyId ceremony, PersonId person) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                presence.Count(ceremony, person, -1);
            }
        }
    }
}
