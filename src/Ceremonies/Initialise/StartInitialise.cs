using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Unseal;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Initialise;

/// <summary>An administrator makes the vault: its keys, its first shares and a delivery for each holder.</summary>
public sealed class StartInitialise(
    CeremonyRoom room, IConsoleStore store, SealEngine engine, Dealer dealer, Watch watch)
{
    public async Task<Outcome<Ceremony>> RunAsync(PersonId caller, CeremonyOrder order, CancellationToken ct)
    {
        Outcome<CeremonyRoom.Visit> entry = await room.EnterAsync(caller, Roles.Administrator, "initialise.start", "", ct);
        if (!entry.TryGet(out CeremonyRoom.Visit? visit, out Refusal? refusal))
        {
            return refusal;
        }

        using (visit)
        {
            if ((await engine.ReadStatusAsync(ct)).Initialized)
            {
                return await visit.Scribe.RefuseAsync(Refusal.Conflict(
                    "already-initialised", "The vault is already initialised. To replace its shares, start a rekey."));
            }

            Outcome<CheckedOrder> check = await order.CheckAsync(store, ct);
            if (!check.TryGet(out CheckedOrder? good, out refusal))
            {
                return await visit.Scribe.RefuseAsync(refusal);
            }

            return await DealAsync(visit.Scribe, good, ct);
        }
    }

    private async Task<Ceremony> DealAsync(Scribe scribe, CheckedOrder good, CancellationToken ct)
    {
        using PreparedDeal deal = await engine.PrepareInitialiseAsync(good.Scheme, ct);
        Ceremony ceremony = Begin(scribe, good) with { NewSet = deal.Set.Id };
        IReadOnlyList<RosterEntry> roster = Dealer.Roster(ceremony, deal);
        var changed = new List<Ceremony> { ceremony };
        if (ceremony.Stage is CeremonyStage.Completed)
        {
            changed.Add(UnsealCeremonies.Open(deal.Set.Id, good.Scheme, roster, scribe.Now, "The vault was initialised."));
        }

        await scribe.SaveAsync(new Commit(scribe.Note($"Initialised: {good.Scheme.Threshold} of {good.Scheme.Shares}. {ceremony.Reason}", ceremony.Id.Value))
        {
            Records = deal.Changes,
            Ceremonies = changed,
            Deliveries = dealer.Seal(ceremony, deal),
            Roster = roster,
            Terms = ceremony.Stage is CeremonyStage.Completed ? [TermNote.First(ceremony)] : [],
        }, deal);
        changed.ForEach(watch.Announce);
        await watch.AnnounceVaultAsync();
        return ceremony;
    }

    private static Ceremony Begin(Scribe scribe, CheckedOrder good)
    {
        bool atOnce = good.Order.Verification is VerificationPolicy.None;
        return new Ceremony
        {
            Id = CeremonyId.New(),
            Kind = CeremonyKind.Initialise,
            Stage = atOnce ? CeremonyStage.Completed : CeremonyStage.Delivering,
            Nonce = CeremonyNonce.New(),
            Attempt = 1,
            StartedBy = scribe.Actor!.Id,
            StartedByName = scribe.ActorName,
            StartedAt = scribe.Now,
            ExpiresAt = scribe.Now + good.Order.OpenFor,
            Reason = good.Order.Reason,
            NewScheme = good.Scheme,
            Verification = good.Order.Verification,
            Participants = [.. good.Recipients()],
            EndedAt = atOnce ? scribe.Now : null,
        };
    }
}
