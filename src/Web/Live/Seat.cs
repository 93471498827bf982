using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.SignalR;

namespace KeyCeremonyConsole.Web.Live;

/// <summary>One connection of a person, and the ceremonies it watches.</summary>
public sealed class Seat(PersonId person, string? session, HubCallerContext connection) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CeremonyId, IDisposable?> _watched = [];
    private bool _left;

    public PersonId Person { get; } = person;

    /// <summary>The session that it was opened in; null for a program that has none.</summary>
    public string? Session { get; } = session;

    /// <summary>Whether its person may still be here, and is still signed in where it was opened.</summary>
    public async Task<bool> IsGoodAsync(IConsoleStore store, CancellationToken ct) =>
        await store.FindPersonAsync(Person, ct) is { State: PersonState.Active }
        && (Session is null || await store.FindSessionAsync(Session, ct) is { Ended: null });

    /// <summary>Whether it watches as many ceremonies as one connection may.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _watched.Count >= HubLimits.WatchedCeremonies;
            }
        }
    }

    public bool Watches(CeremonyId ceremony)
    {
        lock (_lock)
        {
            return _watched.ContainsKey(ceremony);
        }
    }

    /// <param name="ceremony">Watched from now on.</param>
    /// <param name="stay">Their presence, ended with the watching; null when they only look on.</param>
    public void Add(CeremonyId ceremony, IDisposable? stay)
    {
        lock (_lock)
        {
            if (!_left && _watched.TryAdd(ceremony, stay))
            {
                return;
            }
        }

        stay?.Dispose(); // The connection went while the ceremony was looked up.
    }

    public void Remove(CeremonyId ceremony)
    {
        IDisposable? stay;
        lock (_lock)
        {
            _watched.Remove(ceremony, out stay);
        }

        stay?.Dispose();
    }

    /// <summary>Ends the connection from our side.</summary>
    public void Drop() => connection.Abort();

    /// <summary>The connection is gone: so is the person, as far as this one showed them.</summary>
    public void Dispose()
    {
        List<IDisposable?> stays;
        lock (_lock)
        {
            _left = true;
            stays = [.. _watched.Values];
            _watched.Clear();
        }

        stays.ForEach(stay => stay?.Dispose());
    }
}
