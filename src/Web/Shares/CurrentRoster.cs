using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Web.Shares;

/// <summary>Who holds the shares that are in force.</summary>
/// <param name="Set">The set's id; null before initialisation.</param>
/// <param name="Scheme">T of N.</param>
/// <param name="Since">When it was made.</param>
/// <param name="Entries">By share number.</param>
public sealed record Roster(string? Set, ShareScheme? Scheme, DateTimeOffset Since, IReadOnlyList<RosterEntry> Entries)
{
    /// <summary>What the shares are good for.</summary>
    public ShareTarget Target { get; init; }
}

/// <summary>Reads the roster of the current share set. No secrets.</summary>
public sealed class CurrentRoster(IConsoleStore store, SealEngine engine)
{
    public async Task<Roster> ReadAsync(CancellationToken ct) =>
        (await engine.ReadStatusAsync(ct)).Current is { } current
            ? new Roster(current.Id, current.Scheme, current.Created, await store.ListRosterAsync(current.Id, ct)) { Target = current.Target }
            : new Roster(null, null, default, []);
}
