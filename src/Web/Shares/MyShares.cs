using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Web.Shares;

/// <summary>What one person holds, and what waits for them.</summary>
/// <param name="Roster">The roster in force.</param>
/// <param name="Held">The person's shares in it.</param>
/// <param name="Dealt">The ceremony that dealt it, if it is known.</param>
/// <param name="Coming">Ceremonies that have, or will have, a new share for the person.</param>
public sealed record Holding(Roster Roster, IReadOnlyList<RosterEntry> Held, Ceremony? Dealt, IReadOnlyList<Ceremony> Coming);

/// <summary>Reads what a person holds. No secrets.</summary>
public sealed class MyShares(IConsoleStore store, SealEngine engine)
{
    private readonly CurrentRoster _roster = new(store, engine);

    private const int PageSize = 50;

    /// <summary>Past ceremonies looked at for the one that dealt the current set; most are unseals.</summary>
    private const int MaxPages = 20;

    public async Task<Holding> ReadAsync(PersonId me, CancellationToken ct)
    {
        Roster current = await _roster.ReadAsync(ct);
        IReadOnlyList<Ceremony> open = await store.ListOpenCeremoniesAsync(ct);
        RosterEntry[] held = [.. current.Entries.Where(r => r.Person == me)];
        return new Holding(
            current,
            held,
            held.Length == 0 ? null : open.FirstOrDefault(c => c.NewSet == current.Set) ?? await FindDealtAsync(current.Set, ct),
            [.. open.Where(c => c.Find(me, Part.Recipient) is not null)]);
    }

    private async Task<Ceremony?> FindDealtAsync(string? set, CancellationToken ct)
    {
        Ceremony? last = null;
        for (int page = 0; page < MaxPages; page++)
        {
            IReadOnlyList<Ceremony> ended = await store.ListEndedCeremoniesAsync(last, PageSize, ct);
            if (ended.FirstOrDefault(c => c.NewSet == set && c.Stage is CeremonyStage.Completed) is { } dealt)
            {
                return dealt;
            }

            if (ended.Count < PageSize)
            {
                return null;
            }

            last = ended[^1];
        }

        return null;
    }
}
