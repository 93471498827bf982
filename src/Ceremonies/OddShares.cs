using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>
/// For a store that another server wrote, where no commitment tells whether a share is right: that shows only when
/// enough are together. If they do not fit, one more is asked for, and with more than the threshold the wrong ones are
/// found and left out. Called inside the room.
/// </summary>
public sealed class OddShares(SealEngine engine, Watch watch)
{
    private static readonly Refusal CannotTell = Refusal.Conflict(
        "shares-do-not-fit", "Everybody has submitted, and no set of these shares opens the vault: too many are wrong. A new attempt begins; everyone looks for the right share and submits again.");

    /// <summary>The ceremony with the wrong ones named, and what to go on with; or without that, as it waits for one more.</summary>
    /// <param name="visit">Whose step brought it about.</param>
    /// <param name="next">The ceremony with everything submitted, at the version to store.</param>
    /// <param name="pile">All that was given.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    internal async Task<Outcome<(Ceremony Next, SharePile? Right)>> SortOutAsync(
        CeremonyRoom.Visit visit, Ceremony next, SharePile pile, CancellationToken ct)
    {
        IReadOnlyList<int> right = await engine.FindRightSharesAsync(pile.Lend(), ct);
        if (right.Count > 0)
        {
            DateTimeOffset now = visit.Scribe.Now;
            Ceremony named = pile.Holders.Where((_, i) => !right.Contains(i)).Aggregate(
                next with { MoreAsked = 0 }, (c, odd) => c.Find(odd, Part.Submitter) is { } p ? c.With(p with { SubmittedAt = null, RefusedTries = p.RefusedTries + 1, OddAt = now }) : c);
            return (named, pile.Only(right));
        }

        if (next.Of(Part.Submitter).Any(p => p.SubmittedAt is null))
        {
            Ceremony asked = next with { MoreAsked = next.MoreAsked + 1 };
            await SaveAsync(visit.Scribe, asked, visit.Scribe.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"{asked.Received} shares do not fit together: at least one is wrong. One more is asked for, to find out which.")));
            return (asked, null);
        }

        visit.WipePile(next.Id);
        await SaveAsync(visit.Scribe, next.BeginNextAttempt(), visit.Scribe.Note(CannotTell));
        return CannotTell;
    }

    /// <summary>Who is left out, for the record; empty when nobody is.</summary>
    internal static string Sentence(Ceremony named, DateTimeOffset now)
    {
        string[] odd = [.. named.Of(Part.Submitter).Where(p => p.OddAt == now).Select(p => p.Name)];
        return odd.Length == 0 ? "" : $" Left out, because what they gave is no share of this vault: {string.Join(", ", odd)}.";
    }

    private async Task SaveAsync(Scribe scribe, Ceremony ceremony, Audit.AuditDraft note)
    {
        await scribe.SaveAsync(new Commit(note) { Ceremonies = [ceremony] });
        watch.Announce(ceremony);
    }
}
