using KeyCeremonyConsole.Ceremonies;

namespace KeyCeremonyConsole.Web.Live;

/// <summary>Who is connected to the hub, and how often. In memory only.</summary>
public sealed class HubSeats
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PersonId, HashSet<Seat>> _taken = [];

    /// <summary>Whether there was a place left for one more connection of this person.</summary>
    public bool TryTake(Seat seat)
    {
        ArgumentNullException.ThrowIfNull(seat);
        lock (_lock)
        {
            HashSet<Seat> seats = _taken.TryGetValue(seat.Person, out HashSet<Seat>? found) ? found : _taken[seat.Person] = [];
            return seats.Count < HubLimits.ConnectionsOfPerson && seats.Add(seat);
        }
    }

    public void Leave(Seat seat)
    {
        ArgumentNullException.ThrowIfNull(seat);
        lock (_lock)
        {
            if (_taken.TryGetValue(seat.Person, out HashSet<Seat>? seats) && seats.Remove(seat) && seats.Count == 0)
            {
                _taken.Remove(seat.Person);
            }
        }

        seat.Dispose();
    }

    /// <summary>Every connection that there is.</summary>
    public IReadOnlyList<Seat> All()
    {
        lock (_lock)
        {
            return [.. _taken.Values.SelectMany(seats => seats)];
        }
    }
}
