namespace KeyCeremonyConsole.Web.Witness;

/// <summary>How many follow a ceremony through witness links now. In memory only; who finds no seat can still load the page.</summary>
public sealed class WitnessSeats
{
    /// <summary>Seats of one link: a hall.</summary>
    public const int OfLink = 50;

    /// <summary>Seats of all links: far below what would hold up the people of a ceremony.</summary>
    public const int OfAll = 500;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _taken = [];
    private int _all;

    /// <summary>A seat until disposed; null when there is none left.</summary>
    /// <param name="link">The hash of the link's code.</param>
    public IDisposable? TryTake(string link)
    {
        lock (_lock)
        {
            int taken = _taken.GetValueOrDefault(link);
            if (taken >= OfLink || _all >= OfAll)
            {
                return null;
            }

            _taken[link] = taken + 1;
            _all++;
        }

        return new Seat(this, link);
    }

    private void Leave(string link)
    {
        lock (_lock)
        {
            _all--;
            if (--_taken[link] == 0)
            {
                _taken.Remove(link);
            }
        }
    }

    private sealed class Seat(WitnessSeats seats, string link) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                seats.Leave(link);
            }
        }
    }
}
