using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Witness;

/// <summary>What somebody sees who opens a witness link.</summary>
/// <param name="Link">Which one; null when there is none of that code, or it was revoked.</param>
/// <param name="View">The ceremony, without what its people wrote; null when the link shows nothing.</param>
public sealed record WitnessSight(WitnessLink? Link, CeremonyView? View)
{
    /// <summary>The same for a code that never was and for one that was revoked.</summary>
    public static readonly WitnessSight Nothing = new(null, null);

    /// <summary>Whether the link was good once, and its time is over.</summary>
    public bool IsExpired => Link is not null && View is null;
}

/// <summary>
/// Anybody with the link watches. Only the first opening is written down: a stranger who tries codes, or a page that is
/// loaded again and again, must not fill the log.
/// </summary>
public sealed class OpenWitnessLink(CeremonyRoom room, IConsoleStore store, Watch watch)
{
    /// <summary>The ceremony as it stands, for a page.</summary>
    public async Task<WitnessSight> LookAsync(string code, CancellationToken ct)
    {
        if (await FindAsync(code, ct) is not { } link)
        {
            return WitnessSight.Nothing;
        }

        if (!link.IsGood(room.Now) || await watch.CeremonyAsync(link.Ceremony, ct) is not { } view)
        {
            return new WitnessSight(link, null);
        }

        return link.Opened is not null || await NoteAsync(code, ct)
            ? new WitnessSight(link, Bare(view))
            : WitnessSight.Nothing; // Revoked meanwhile.
    }

    /// <summary>The link as it stands, for whoever has its page open; null when there is none, or it was revoked.</summary>
    public async Task<WitnessLink?> FindAsync(string code, CancellationToken ct) =>
        await store.FindWitnessLinkAsync(InvitationCode.HashOf(code), ct) is { Revoked: null } link ? link : null;

    // Who opened it at the same moment has written it down already.
    private async Task<bool> NoteAsync(string code, CancellationToken ct)
    {
        using CeremonyRoom.Visit visit = await room.EnterAsAnybodyAsync("witness.open", "", ct);
        WitnessLink? link = await FindAsync(code, ct);
        if (link is { Opened: null })
        {
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note("The witness link was opened for the first time.", link.Ceremony.Value))
            {
                WitnessLinks = [link with { Opened = visit.Scribe.Now }],
            });
        }

        return link is not null;
    }

    // Reasons are written for colleagues, and refused tries are for administrators. The fingerprint was made before.
    private static CeremonyView Bare(CeremonyView view) => view with
    {
        Ceremony = view.Ceremony with
        {
            Reason = "",
            EndReason = null,
            Participants = [.. view.Ceremony.Participants.Select(p => p with { DeclineReason = null, RefusedTries = 0 })],
        },
    };
}
