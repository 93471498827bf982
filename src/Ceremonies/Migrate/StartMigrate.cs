using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Migrate;

/// <summary>
/// An administrator asks the current holders to let the vault be sealed in another way: by a seal provider instead of
/// their shares, or the other way round. Nothing changes yet.
/// </summary>
public sealed class StartMigrate(CeremonyRoom room, IConsoleStore store, SealEngine engine, Watch watch)
{
    private static readonly Refusal AlreadySo = Refusal.Conflict(
        "already-sealed-so", "The vault is sealed in that way already.");

    private static readonly Refusal NoShares = Refusal.Conflict(
        "no-recovery-shares-yet", "There are no recovery shares that could open the vault afterwards. Make them first, with a rekey.");

    public async Task<Outcome<Ceremony>> RunAsync(Caller caller, MigrateOrder order, CancellationToken ct)
    {
        Outcome<CeremonyRoom.Visit> entry = await room.EnterAsync(caller, ConsoleActs.StartMigrate, "", ct);
        if (!entry.TryGet(out CeremonyRoom.Visit? visit, out Refusal? refusal))
        {
            return refusal;
        }

        using (visit)
        {
            SealStatus status = await engine.ReadStatusAsync(ct);
            refusal = await CheckAsync(status, order.Target, ct);
            if (refusal is not null || !CeremonyTerms.Check(order.OpenFor, order.Reason).TryGet(out string? reason, out refusal))
            {
                return await visit.Scribe.RefuseAsync(refusal);
            }

            MigrateOrder good = order with { Reason = reason };
            Ceremony ceremony = await BeginAsync(visit.Scribe, good, status.Current!, ct);
            refusal = await visit.Scribe.SecondAsync(ProposedSights.Start(new ProposedAct.Migrate(good), ceremony), ct);
            if (refusal is not null)
            {
                return await visit.Scribe.RefuseAsync(refusal);
            }

            string sentence = $"From the seal '{status.SealType}' to '{ceremony.SealType}'. {reason}";
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note(sentence, ceremony.Id.Value)) { Ceremonies = [ceremony] });
            watch.Announce(ceremony);
            return ceremony;
        }
    }

    private async Task<Refusal?> CheckAsync(SealStatus status, ShareTarget target, CancellationToken ct) =>
        status.Sealed || !status.Initialized ? Refusals.Sealed
        : status.OpensItself == target is ShareTarget.Recovery ? AlreadySo
        : !status.OpensItself && engine.ConfiguredSeal == SealStatus.Shamir ? Refusals.NoProvider
        : status.Current is null ? NoShares
        : (await store.ListOpenCeremoniesAsync(ct)).Any(c => c.Kind is not CeremonyKind.Unseal) ? Refusals.SlotTaken
        : null;

    private Task<Ceremony> BeginAsync(Scribe scribe, MigrateOrder order, ShareSet current, CancellationToken ct)
    {
        Ceremony ceremony = CeremonyTerms.Begin(CeremonyKind.Migrate, scribe, order.OpenFor, order.Reason) with
        {
            Target = order.Target,
            SealType = order.Target is ShareTarget.Recovery ? engine.ConfiguredSeal : SealStatus.Shamir,
            Verification = VerificationPolicy.None,
        };
        return Submitters.AddAsync(store, ceremony, current, ct);
    }
}
