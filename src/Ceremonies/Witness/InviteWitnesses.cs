using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Witness;

/// <summary>An administrator lets people without an account watch a ceremony. Of each ceremony one link is good at a time.</summary>
public sealed class InviteWitnesses(CeremonyRoom room, IConsoleStore store, Permissions permissions, IConsoleFeed feed)
{
    private static readonly Refusal BadExpiry = Refusal.Invalid("witness-expiry", string.Create(
        CultureInfo.InvariantCulture,
        $"Let the link be good for {Limits.ShortestCeremony.TotalMinutes} minutes to {Limits.LongestCeremony.TotalDays} days."));

    private static readonly Refusal NoLink = Refusal.Missing(
        "no-witness-link", "There is no witness link to revoke: it was revoked already, or it has expired.");

    /// <summary>A new link; the earlier one stops working.</summary>
    /// <param name="caller">An administrator.</param>
    /// <param name="id">An open ceremony.</param>
    /// <param name="lasts">How long it is good, within the limits of ceremonies.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public Task<Outcome<NewWitnessLink>> MakeAsync(PersonId caller, CeremonyId id, TimeSpan lasts, CancellationToken ct) =>
        room.StepAsync<NewWitnessLink>(caller, ConsoleActs.MakeWitnessLink, id.Value, async visit =>
        {
            Ceremony? ceremony = await store.FindCeremonyAsync(id, ct);
            Refusal? refusal = ceremony is null ? Refusals.NoSuchCeremony
                : !ceremony.IsOpen ? Refusals.Ended
                : lasts < Limits.ShortestCeremony || lasts > Limits.LongestCeremony ? BadExpiry
                : null;
            if (refusal is not null)
            {
                return refusal;
            }

            Scribe scribe = visit.Scribe;
            string code = InvitationCode.New();
            var link = new WitnessLink(InvitationCode.HashOf(code), id, scribe.ActorName, scribe.Now, scribe.Now + lasts, null, null);
            await SaveAsync(scribe, $"A witness link was made, good until {link.Expires.UtcDateTime:yyyy-MM-dd HH:mm} UTC.", id, [.. await RevokedAsync(scribe, id, ct), link]);
            return new NewWitnessLink(code, link.Expires);
        }, ct);

    /// <summary>The link stops working at once, in pages that are open too.</summary>
    public Task<Outcome<Done>> RevokeAsync(PersonId caller, CeremonyId id, CancellationToken ct) =>
        room.StepAsync<Done>(caller, ConsoleActs.RevokeWitnessLink, id.Value, async visit =>
        {
            IReadOnlyList<WitnessLink> revoked = await RevokedAsync(visit.Scribe, id, ct);
            if (revoked.Count == 0)
            {
                return NoLink;
            }

            await SaveAsync(visit.Scribe, "The witness link was revoked.", id, revoked);
            return Done.It;
        }, ct);

    /// <summary>The link that is good now; null when there is none, or for somebody who may not know.</summary>
    public async Task<WitnessLink?> FindAsync(PersonId caller, CeremonyId id, CancellationToken ct) =>
        (await permissions.OfAsync(caller, ct)).May(ConsoleActs.MakeWitnessLink)
            ? (await store.ListWitnessLinksAsync(id, ct)).FirstOrDefault(l => l.IsGood(room.Now))
            : null;

    private async Task SaveAsync(Scribe scribe, string sentence, CeremonyId id, IReadOnlyList<WitnessLink> links)
    {
        await scribe.SaveAsync(new Commit(scribe.Note(sentence)) { WitnessLinks = links });
        feed.Announce(new WitnessLinkMoved(id));
    }

    private async Task<IReadOnlyList<WitnessLink>> RevokedAsync(Scribe scribe, CeremonyId id, CancellationToken ct) =>
    [
        .. (await store.ListWitnessLinksAsync(id, ct)).Where(l => l.IsGood(scribe.Now)).Select(l => l with { Revoked = scribe.Now }),
    ];
}
