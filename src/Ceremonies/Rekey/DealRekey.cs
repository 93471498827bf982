using KeyCeremonyConsole.Ceremonies.Backup;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Rekey;

/// <summary>
/// Makes the new shares of a rekey. Called inside the room: with the last share that was needed, or, where there are
/// no shares yet that could be asked for, at the start.
/// </summary>
public sealed class DealRekey(SealEngine engine, Dealer dealer, Watch watch)
{
    /// <param name="visit">Whose step brought it about.</param>
    /// <param name="next">The ceremony with everything submitted, at the version to store.</param>
    /// <param name="pile">The current shares; empty when there are none yet.</param>
    /// <param name="progress">What the audit entry begins with.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    /// <exception cref="SealProviderException">Nothing was stored: the seal provider is needed, and did not answer.</exception>
    internal async Task<Submission> RunAsync(
        CeremonyRoom.Visit visit, Ceremony next, SharePile pile, string progress, CancellationToken ct)
    {
        Submission? dealt;
        while ((dealt = await TryAsync(visit, next, pile, progress, ct)) is null)
        {
            await engine.ReserveAsync(visit.Scribe);
        }

        visit.WipePile(dealt.Ceremony.Id);
        watch.Announce(dealt.Ceremony);
        await watch.AnnounceVaultAsync();
        return dealt;
    }

    // Null when no encryption is reserved for the backup: reserving is a change of its own, so the shares are made again.
    private async Task<Submission?> TryAsync(CeremonyRoom.Visit visit, Ceremony next, SharePile pile, string progress, CancellationToken ct)
    {
        Scribe scribe = visit.Scribe;
        bool atOnce = next.Verification is VerificationPolicy.None;
        using PreparedDeal deal = await engine.PrepareRekeyAsync(
            pile.Lend(), next.NewScheme!, atOnce ? RekeyEffect.AtOnce : RekeyEffect.AfterVerification, ct);
        Ceremony dealt = next with
        {
            Stage = atOnce ? CeremonyStage.Completed : CeremonyStage.Delivering,
            EndedAt = atOnce ? scribe.Now : null,
            NewSet = deal.Set.Id,
        };
        // What is handed out needs no delivery, unless a backup is made of it when the set takes effect: then it is encrypted anyway.
        IReadOnlyList<DeliveryChange> deliveries = dealt.HandsSharesOut && !dealt.Backup ? [] : await dealer.SealAsync(dealt, deal, ct);
        RecordChange? backup = null;
        if (atOnce && dealt.Backup && !TryBackup(dealt, deliveries, out backup))
        {
            return null;
        }

        string where = dealt.HandsSharesOut ? "went to the caller" : "are on their way to their holders";
        await scribe.SaveAsync(new Commit(scribe.Note($"{progress} {next.NewScheme!.Shares} new shares {where}.", dealt.Id.Value))
        {
            Records = [.. deal.Changes, .. backup is null ? Array.Empty<RecordChange>() : [backup]],
            Ceremonies = [dealt],
            Deliveries = atOnce && dealt.HandsSharesOut ? [] : deliveries,
            ReplacedSet = atOnce ? dealt.CurrentSet : null,
            Roster = Dealer.Roster(dealt, deal),
            Proofs = ShareProof.Of(dealt, scribe),
        }, deal);
        return new Submission(dealt, dealt.HandsSharesOut ? dealer.HandOut(dealt, deal) : []);
    }

    private bool TryBackup(Ceremony dealt, IReadOnlyList<DeliveryChange> deliveries, out RecordChange? backup)
    {
        Dictionary<PersonId, byte[]> messages = deliveries
            .Where(d => d.Device == DeviceId.None)
            .ToDictionary(d => d.Person, d => d.Sealed!);
        return engine.TryEncrypt(
            KeyBackup.PathOf(dealt.Target), KeyBackup.Of(dealt, p => messages[p.Person]).Write(), out backup);
    }
}
