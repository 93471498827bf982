using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Unseal;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Initialise;

/// <summary>
/// An administrator makes the vault: its keys, its first shares and a delivery for each holder. Behind a seal provider
/// it is open at once, and its shares are recovery shares; there may be none.
/// </summary>
public sealed class StartInitialise(
    CeremonyRoom room, IConsoleStore store, SealEngine engine, Dealer dealer, IOpenPgp pgp, Watch watch)
{
    public async Task<Outcome<Ceremony>> RunAsync(Caller caller, CeremonyOrder order, CancellationToken ct)
    {
        Outcome<CeremonyRoom.Visit> entry = await room.EnterAsync(caller, ConsoleActs.StartInitialise, "", ct);
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

            if (order.Target is ShareTarget.Recovery && engine.ConfiguredSeal == SealStatus.Shamir)
            {
                return await visit.Scribe.RefuseAsync(Refusals.NoProvider);
            }

            if (order.Backup)
            {
                return await visit.Scribe.RefuseAsync(Refusal.Invalid(
                    "backup-at-the-beginning", "The first shares have no backup: the vault that would keep it is not open yet. A rekey can make one."));
            }

            if (order.IsWithoutShares)
            {
                return await WithoutSharesAsync(visit.Scribe, order, ct);
            }

            Outcome<CheckedOrder> check = await order.CheckAsync(store, pgp, visit.Scribe.Now, ct);
            if (!check.TryGet(out CheckedOrder? good, out refusal))
            {
                return await visit.Scribe.RefuseAsync(refusal);
            }

            refusal = await SecondAsync(visit.Scribe, good.Order, good, ct);
            if (refusal is not null)
            {
                return await visit.Scribe.RefuseAsync(refusal);
            }

            try
            {
                return good.Order.Target is ShareTarget.Recovery
                    ? await DealRecoveryAsync(visit.Scribe, good, ct)
                    : await DealAsync(visit.Scribe, good, ct);
            }
            catch (SealProviderException away)
            {
                return await visit.Scribe.RefuseAsync(Refusals.ProviderAway(away));
            }
        }
    }

    private async Task<Ceremony> DealAsync(Scribe scribe, CheckedOrder good, CancellationToken ct)
    {
        using PreparedDeal deal = await engine.PrepareInitialiseAsync(good.Scheme, ct);
        Ceremony ceremony = Begin(scribe, good.Order, good) with { NewSet = deal.Set.Id };
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
            Deliveries = await dealer.SealAsync(ceremony, deal, ct),
            Roster = roster,
            Terms = ceremony.Stage is CeremonyStage.Completed ? [TermNote.First(ceremony)] : [],
        }, deal);
        changed.ForEach(watch.Announce);
        await watch.AnnounceVaultAsync();
        return ceremony;
    }

    // The vault is open and in use from now on; only its recovery shares may still have to be proved.
    private async Task<Ceremony> DealRecoveryAsync(Scribe scribe, CheckedOrder good, CancellationToken ct)
    {
        bool atOnce = good.Order.Verification is VerificationPolicy.None;
        using PreparedDeal deal = await engine.PrepareAutoInitialiseAsync(
            good.Scheme, atOnce ? RekeyEffect.AtOnce : RekeyEffect.AfterVerification, ct);
        Ceremony ceremony = Begin(scribe, good.Order, good) with { NewSet = deal.Set.Id };
        await SaveAsync(scribe, ceremony, deal, new Commit(scribe.Note(
            $"Initialised behind the seal '{ceremony.SealType}', with recovery shares: {good.Scheme.Threshold} of {good.Scheme.Shares}. {ceremony.Reason}", ceremony.Id.Value))
        {
            Records = deal.Changes,
            Ceremonies = [ceremony],
            Deliveries = await dealer.SealAsync(ceremony, deal, ct),
            Roster = Dealer.Roster(ceremony, deal),
            Terms = [TermNote.First(ceremony)],
        });
        return ceremony;
    }

    private async Task<Outcome<Ceremony>> WithoutSharesAsync(Scribe scribe, CeremonyOrder order, CancellationToken ct)
    {
        if (!CeremonyTerms.Check(order.OpenFor, order.Reason).TryGet(out string? reason, out Refusal? refusal))
        {
            return await scribe.RefuseAsync(refusal);
        }

        CeremonyOrder wanted = order with { Reason = reason, Verification = VerificationPolicy.None };
        refusal = await SecondAsync(scribe, wanted, null, ct);
        if (refusal is not null)
        {
            return await scribe.RefuseAsync(refusal);
        }

        try
        {
            using PreparedChange vault = await engine.PrepareAutoInitialiseAsync(ct);
            Ceremony ceremony = Begin(scribe, wanted, good: null);
            await SaveAsync(scribe, ceremony, vault, new Commit(scribe.Note(
                $"Initialised behind the seal '{ceremony.SealType}', without recovery shares. {reason}", ceremony.Id.Value))
            {
                Records = vault.Changes,
                Ceremonies = [ceremony],
                Terms = [TermNote.First(ceremony)],
            });
            return ceremony;
        }
        catch (SealProviderException away)
        {
            return await scribe.RefuseAsync(Refusals.ProviderAway(away));
        }
    }

    private Task<Refusal?> SecondAsync(Scribe scribe, CeremonyOrder order, CheckedOrder? good, CancellationToken ct) =>
        scribe.SecondAsync(ProposedSights.Start(new ProposedAct.Initialise(order), Begin(scribe, order, good)), ct);

    private async Task SaveAsync(Scribe scribe, Ceremony ceremony, PreparedChange change, Commit commit)
    {
        await scribe.SaveAsync(commit, change);
        watch.Announce(ceremony);
        await watch.AnnounceVaultAsync();
    }

    private Ceremony Begin(Scribe scribe, CeremonyOrder order, CheckedOrder? good)
    {
        bool atOnce = order.Verification is VerificationPolicy.None;
        return CeremonyTerms.Begin(CeremonyKind.Initialise, scribe, order.OpenFor, order.Reason) with
        {
            Stage = atOnce ? CeremonyStage.Completed : CeremonyStage.Delivering,
            Target = order.Target,
            SealType = order.Target is ShareTarget.Recovery ? engine.ConfiguredSeal : SealStatus.Shamir,
            NewScheme = good?.Scheme,
            Verification = order.Verification,
            Participants = [.. good?.Recipients() ?? []],
            EndedAt = atOnce ? scribe.Now : null,
        };
    }
}
