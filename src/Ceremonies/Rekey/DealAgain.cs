using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Rekey;

/// <summary>
/// A recipient lost the device that their new share was sealed to. While nobody has been shown a new share, an administrator
/// has all of them made again, of a fresh key, for the same people: what the current holders approved stays what it was, and
/// they are not asked again.
/// </summary>
public sealed class DealAgain(CeremonyRoom room, IConsoleStore store, SealEngine engine, Dealer dealer, Watch watch)
{
    private static readonly Refusal NotHere = Refusal.Conflict(
        "nothing-to-deal-again", "Only the new shares of a rekey that are on their way can be made again. Cancel this ceremony and start another.");

    private static readonly Refusal Seen = Refusal.Conflict(
        "share-seen", "Somebody has been shown their new share already, and it would become worthless in their hands. Cancel this ceremony and start it again; the current shares are valid.");

    public async Task<Outcome<Ceremony>> RunAsync(PersonId caller, CeremonyId id, CancellationToken ct) =>
        await room.StepAsync<Ceremony>(caller, ConsoleActs.DealAgain(await store.FindCeremonyAsync(id, ct)), id.Value, async visit =>
        {
            Ceremony? ceremony = await store.FindCeremonyAsync(id, ct);
            Refusal? refusal = ceremony is null ? Refusals.NoSuchCeremony
                : !ceremony.IsOpen ? Refusals.Ended
                : engine.IsSealed ? Refusals.Sealed
                : !IsPossible(ceremony) ? ceremony.SwitchesWhenProved && ceremony.Stage is CeremonyStage.Delivering ? Seen : NotHere
                : await dealer.CheckAsync(ceremony, ct);
            return refusal is null ? await DealAsync(visit.Scribe, ceremony!, ct) : refusal;
        }, ct);

    /// <summary>Whether new shares are on their way that nobody has seen.</summary>
    public static bool IsPossible(Ceremony ceremony) =>
        ceremony is { SwitchesWhenProved: true, HandsSharesOut: false, Stage: CeremonyStage.Delivering } && ceremony.Of(Part.Recipient).All(p => p.RevealedAt is null);

    private async Task<Ceremony> DealAsync(Scribe scribe, Ceremony ceremony, CancellationToken ct)
    {
        using PreparedDeal deal = await engine.PrepareRekeyAgainAsync(ct);
        Ceremony dealt = ceremony with
        {
            NewSet = deal.Set.Id,
            Participants = [.. ceremony.Participants.Select(p => p with { LostAt = null })],
            Version = ceremony.Version + 1,
        };
        await scribe.SaveAsync(new Commit(scribe.Note($"The {deal.Shares.Count} new shares were made again, of a fresh key. Nobody had seen the ones before."))
        {
            Records = deal.Changes,
            Ceremonies = [dealt],
            Deliveries =
            [
                .. dealt.Of(Part.Recipient).Select(p => DeliveryChange.Destroy(dealt.Id, p.Person)),
                .. await dealer.SealAsync(dealt, deal, ct),
            ],
            Roster = Dealer.Roster(dealt, deal),
        }, deal);
        watch.Announce(dealt);
        await watch.AnnounceVaultAsync();
        return dealt;
    }
}
