using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies.Rekey;

/// <summary>
/// An administrator asks the current holders to replace the shares. Nothing is replaced yet. The first recovery shares
/// of a vault that has none are made at once: there is nobody to ask.
/// </summary>
public sealed class StartRekey(CeremonyRoom room, IConsoleStore store, SealEngine engine, DealRekey dealRekey, IOpenPgp pgp, Watch watch)
{
    private static readonly Refusal NoUnsealShares = Refusal.Conflict(
        "no-unseal-shares", "This vault opens by itself, so no unseal shares are issued. Rekey its recovery shares; or rotate the root key on the page of the keys, which needs no share.");

    private static readonly Refusal NoRecoveryShares = Refusal.Conflict(
        "no-recovery-shares", "This vault is opened by its holders' shares, so it has no recovery shares. Rekey its unseal shares.");

    public async Task<Outcome<Ceremony>> RunAsync(Caller caller, CeremonyOrder order, CancellationToken ct)
    {
        Outcome<CeremonyRoom.Visit> entry = await room.EnterAsync(caller, ConsoleActs.StartRekey(order.Target), "", ct);
        if (!entry.TryGet(out CeremonyRoom.Visit? visit, out Refusal? refusal))
        {
            return refusal;
        }

        using (visit)
        {
            SealStatus status = await engine.ReadStatusAsync(ct);
            refusal = await CheckSlotAsync(status, order.Target, ct);
            if (refusal is not null)
            {
                return await visit.Scribe.RefuseAsync(refusal);
            }

            Outcome<CheckedOrder> check = await order.CheckAsync(store, pgp, visit.Scribe.Now, ct);
            if (!check.TryGet(out CheckedOrder? good, out refusal))
            {
                return await visit.Scribe.RefuseAsync(refusal);
            }

            Ceremony ceremony = await Submitters.AddAsync(store, Begin(visit.Scribe, good), status.Current, ct);
            refusal = await visit.Scribe.SecondAsync(ProposedSights.Start(new ProposedAct.Rekey(good.Order), ceremony), ct);
            if (refusal is not null)
            {
                return await visit.Scribe.RefuseAsync(refusal);
            }

            return status.Current is null ? Told(await DealAsync(visit, ceremony, ct)) : await AskAsync(visit.Scribe, ceremony);
        }
    }

    /// <summary>
    /// Through the API: there are no recipients by name, and the new shares go to whoever submits the last current one.
    /// The current holders may be known by name; then their pages show it.
    /// </summary>
    /// <param name="by">The token that was let through to the path.</param>
    /// <param name="order">What is wanted.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<Submission>> RunOpenAsync(Grant by, OpenOrder order, CancellationToken ct)
    {
        using CeremonyRoom.Visit visit = await room.EnterWithAsync(by, "rekey.start", "", ct);
        SealStatus status = await engine.ReadStatusAsync(ct);
        IReadOnlyList<PgpKey>? keys = null;
        ShareScheme? scheme = null;
        Refusal? slot = await CheckSlotAsync(status, order.Target, ct);
        Refusal? refusal = slot == NoUnsealShares ? OpenRefusals.NoUnsealShares // Before the numbers: for shares that are not issued any are wrong.
            : slot == NoRecoveryShares ? OpenRefusals.NoRecoveryShares
            : !ShareScheme.TryCreate(order.Shares, order.Threshold, out scheme, out string? problem) ? OpenRefusals.BadScheme(order.Target, isRekey: true, problem)
            : !OpenOrder.ReadKeys(pgp, order.PgpKeys, order.Shares, visit.Scribe.Now).TryGet(out keys, out Refusal? bad) ? bad
            : slot == Refusals.SlotTaken ? OpenRefusals.SlotTaken
            : slot;
        refusal ??= await visit.Scribe.NeedsSecondAsync(ct) ? FourEyesRefusals.InTheConsole : null;
        if (refusal is not null)
        {
            return await visit.Scribe.RefuseAsync(refusal);
        }

        Ceremony ceremony = await Submitters.AddAsync(store, BeginOpen(visit.Scribe, order, scheme!, keys!), status.Current, ct);
        return status.Current is null ? await DealAsync(visit, ceremony, ct) : new Submission(await AskAsync(visit.Scribe, ceremony), []);
    }

    private static Outcome<Ceremony> Told(Outcome<Submission> dealt) => dealt.TryGet(out Submission? done, out Refusal? refusal) ? done.Ceremony : refusal;

    private static Ceremony BeginOpen(Scribe scribe, OpenOrder order, ShareScheme scheme, IReadOnlyList<PgpKey> keys) =>
        CeremonyTerms.Begin(CeremonyKind.Rekey, scribe, OpenOrder.Lasts, "Started through the API.") with
        {
            Target = order.Target,
            NewScheme = scheme,
            Verification = order.Verify ? VerificationPolicy.Threshold : VerificationPolicy.None,
            Backup = order.Backup && keys.Count > 0,
            Participants = [.. Bearers.Recipients(scheme.Shares, keys)],
        };

    private async Task<Refusal?> CheckSlotAsync(SealStatus status, ShareTarget target, CancellationToken ct) =>
        status.Sealed || !status.Initialized ? Refusals.Sealed
        : (status.OpensItself, target) switch
        {
            (true, ShareTarget.Unseal) => NoUnsealShares,
            (false, ShareTarget.Recovery) => NoRecoveryShares,
            _ => (await store.ListOpenCeremoniesAsync(ct)).Any(c => c.Kind is not CeremonyKind.Unseal) ? Refusals.SlotTaken : null,
        };

    private async Task<Ceremony> AskAsync(Scribe scribe, Ceremony ceremony)
    {
        await scribe.SaveAsync(new Commit(scribe.Note(Sentence(ceremony), ceremony.Id.Value)) { Ceremonies = [ceremony] });
        watch.Announce(ceremony);
        return ceremony;
    }

    private async Task<Outcome<Submission>> DealAsync(CeremonyRoom.Visit visit, Ceremony ceremony, CancellationToken ct)
    {
        try
        {
            return await dealRekey.RunAsync(visit, ceremony, visit.PileOf(ceremony), $"The first recovery shares. {ceremony.Reason}", ct);
        }
        catch (SealProviderException away)
        {
            return await visit.Scribe.RefuseAsync(Refusals.ProviderAway(away));
        }
        finally
        {
            visit.WipePile(ceremony.Id);
        }
    }

    private static Ceremony Begin(Scribe scribe, CheckedOrder good) =>
        CeremonyTerms.Begin(CeremonyKind.Rekey, scribe, good.Order.OpenFor, good.Order.Reason) with
        {
            Target = good.Order.Target,
            NewScheme = good.Scheme,
            Verification = good.Order.Verification,
            Backup = good.Order.Backup,
            Participants = [.. good.Recipients()],
        };

    private static string Sentence(Ceremony c) =>
        $"Replace {c.CurrentScheme!.Threshold} of {c.CurrentScheme.Shares} with {c.NewScheme!.Threshold} of {c.NewScheme.Shares}. {c.Reason}";
}
