using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Migrate;
using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.Rekey;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>
/// A current holder gives their share, to unseal the vault or to authorise a change. It is judged at once; at the
/// threshold the vault opens, the new shares are made, or the seal is another.
/// </summary>
public sealed class SubmitShare(
    CeremonyRoom room,
    IConsoleStore store,
    SealEngine engine,
    Dealer dealer,
    DealRekey dealRekey,
    FinishRekey finishRekey,
    FinishMigrate finishMigrate,
    FinishGenerateRoot finishRoot,
    OddShares oddShares,
    Watch watch)
{
    /// <param name="caller">Who submits.</param>
    /// <param name="id">To which ceremony.</param>
    /// <param name="fingerprint">What they saw when they approved it, <see cref="Fingerprint.Full"/>.</param>
    /// <param name="share">Their share, sealed for <see cref="SealContext.Submit"/>; owned by this call from here on.</param>
    /// <param name="ct">Before the share is accepted, gives up; afterwards it has no effect.</param>
    public async Task<Outcome<Ceremony>> RunAsync(
        PersonId caller, CeremonyId id, string fingerprint, SealedShare share, CancellationToken ct)
    {
        using (share)
        {
            Outcome<CeremonyRoom.Visit> entry = await room.EnterAsync(caller, ConsoleActs.Submit(await store.FindCeremonyAsync(id, ct)), id.Value, ct);
            if (!entry.TryGet(out CeremonyRoom.Visit? visit, out Refusal? refusal))
            {
                return refusal;
            }

            using (visit)
            {
                return await SubmitAsync(visit, caller, id, fingerprint, share, ct);
            }
        }
    }

    /// <summary>
    /// Through the API: whose share it is, the share itself says. In a ceremony with recipients by name the caller must be
    /// its holder; an unseal needs nothing but the share.
    /// </summary>
    /// <param name="by">The token that was let through to the path; null for an unseal, which needs none.</param>
    /// <param name="id">To which ceremony.</param>
    /// <param name="nonce">The attempt that they mean; null for the running one.</param>
    /// <param name="share">The share; owned by this call from here on.</param>
    /// <param name="ct">Before the share is accepted, gives up; afterwards it has no effect.</param>
    public async Task<Outcome<Submission>> ByShareAsync(
        Grant? by, CeremonyId id, string? nonce, SecretBytes share, CancellationToken ct)
    {
        using (share) // The pile has its own copy of an accepted one.
        using (CeremonyRoom.Visit visit = by is null
            ? await room.EnterAsAnybodyAsync("share.submit", id.Value, ct)
            : await room.EnterWithAsync(by, "share.submit", id.Value, ct))
        {
            Ceremony? ceremony = await store.FindCeremonyAsync(id, ct);
            ShareVerdict verdict = await engine.JudgeAsync(share, ct);
            Refusal? refusal = CheckOpen(ceremony, by, nonce)
                ?? finishMigrate.Check(ceremony!)
                ?? (ceremony!.Kind is not CeremonyKind.Unseal && engine.IsSealed ? Refusals.Sealed : null)
                ?? await dealer.CheckAsync(ceremony!, ct);
            if (refusal is not null)
            {
                return await visit.Scribe.RefuseAsync(refusal);
            }

            Participant? me = ceremony!.Of(Part.Submitter).FirstOrDefault(p => p.ShareNumber == verdict.Number);
            refusal = me is null || verdict.Set?.Id != ceremony.CurrentSet ? Judge(verdict, ceremony, me ?? ceremony.Of(Part.Submitter).First()) ?? ShareRefusals.Unknown
                : !ceremony.HandsSharesOut && by is not null && me.Person != by.Person?.Id ? ShareRefusals.SomeoneElses
                : me.SubmittedAt is not null ? OpenRefusals.Duplicate
                : null;
            return refusal is null
                ? await AcceptAsync(visit, ceremony, me!, share, ct)
                : await visit.Scribe.RefuseAsync(refusal);
        }
    }

    private static Refusal? CheckOpen(Ceremony? ceremony, Grant? by, string? nonce) =>
        ceremony is null ? Refusals.NoSuchCeremony
        : !ceremony.IsOpen ? Refusals.Ended
        : ceremony.Stage is not CeremonyStage.Collecting ? Refusals.NotCollecting
        : nonce is not null && nonce != ceremony.Nonce.Value ? OpenRefusals.WrongNonce
        : ceremony.IsUnjudged ? OpenRefusals.Unjudged
        : ceremony.Kind is CeremonyKind.Unseal || ceremony.HandsSharesOut ? null
        : by?.Person is not { } person || ceremony.Find(person.Id, Part.Submitter) is null ? OpenRefusals.InTheConsole
        : null;

    private async Task<Outcome<Ceremony>> SubmitAsync(
        CeremonyRoom.Visit visit, PersonId caller, CeremonyId id, string fingerprint, SealedShare envelope, CancellationToken ct)
    {
        Ceremony? ceremony = await store.FindCeremonyAsync(id, ct);
        Refusal? refusal = Check(ceremony, caller, fingerprint);
        if (refusal is not null)
        {
            return await visit.Scribe.RefuseAsync(refusal);
        }

        if (ceremony!.Kind is not CeremonyKind.Unseal && engine.IsSealed)
        {
            return await visit.Scribe.RefuseAsync(Refusals.Sealed); // Nothing could be dealt at the threshold.
        }

        refusal = finishMigrate.Check(ceremony) ?? await dealer.CheckAsync(ceremony, ct);
        if (refusal is not null)
        {
            return await visit.Scribe.RefuseAsync(refusal);
        }

        // Opened only here, for what is asked now: what was sealed for anything else stays closed.
        Participant me = ceremony.Find(caller, Part.Submitter)!;
        if (!envelope.Open(SealContext.Submit(ceremony, caller)).TryGet(out SecretBytes? share, out refusal))
        {
            return await visit.Scribe.RefuseAsync(refusal);
        }

        using (share)
        {
            return await SubmitAsync(visit, ceremony, me, share, ct);
        }
    }

    private async Task<Outcome<Ceremony>> SubmitAsync(
        CeremonyRoom.Visit visit, Ceremony ceremony, Participant me, SecretBytes share, CancellationToken ct)
    {
        Refusal? refusal = Judge(await engine.JudgeAsync(share, ct), ceremony, me);
        if (refusal is not null)
        {
            return await RefuseShareAsync(visit.Scribe, ceremony, me, refusal);
        }

        return (await AcceptAsync(visit, ceremony, me, share, ct)).TryGet(out Submission? done, out refusal) ? done.Ceremony : refusal;
    }

    private static Refusal? Check(Ceremony? ceremony, PersonId caller, string fingerprint) =>
        ceremony is null ? Refusals.NoSuchCeremony
        : !ceremony.IsOpen ? Refusals.Ended
        : ceremony.HandsSharesOut ? OpenRefusals.ThroughTheApi
        : ceremony.Find(caller, Part.Submitter) is not { } me ? Refusals.NotYours
        : ceremony.Stage is not CeremonyStage.Collecting ? Refusals.NotCollecting
        : me.SubmittedAt is not null ? Refusals.AlreadySubmitted
        : Fingerprint.Of(ceremony).Full != fingerprint ? Refusals.StaleView
        : null;

    // The verdict comes from the set's commitments: at entry, privately, without spoiling what the others did.
    private static Refusal? Judge(ShareVerdict verdict, Ceremony ceremony, Participant me) => verdict switch
    {
        { Set: null } when ceremony.IsUnjudged => null,
        { Set: null } => ShareRefusals.Unknown,
        { Standing: SetStanding.Replaced, Set: { } old } => ShareRefusals.Replaced(old),
        { Standing: SetStanding.Pending } => ShareRefusals.NotYetInForce,
        { Set: { } set } when set.Id != ceremony.CurrentSet => ShareRefusals.Replaced(set),
        { Number: int number } when number != me.ShareNumber => ShareRefusals.SomeoneElses,
        _ => null,
    };

    private async Task<Outcome<Ceremony>> RefuseShareAsync(Scribe scribe, Ceremony ceremony, Participant me, Refusal refusal)
    {
        Ceremony counted = ceremony.With(me with { RefusedTries = me.RefusedTries + 1 }) with { Version = ceremony.Version + 1 };
        await scribe.SaveAsync(new Commit(scribe.Note(refusal)) { Ceremonies = [counted] });
        watch.Announce(counted);
        return refusal;
    }

    private async Task<Outcome<Submission>> AcceptAsync(
        CeremonyRoom.Visit visit, Ceremony ceremony, Participant me, SecretBytes share, CancellationToken ct)
    {
        SharePile pile = visit.PileOf(ceremony);
        if (!pile.TryAdd(me.Person, share.Copy()))
        {
            return await visit.Scribe.RefuseAsync(Refusals.AlreadySubmitted);
        }

        try
        {
            DateTimeOffset now = visit.Scribe.Now;
            Ceremony next = ceremony.With(me with { ReadAt = me.ReadAt ?? now, SubmittedAt = now, OddAt = null, DeclinedAt = null, DeclineReason = null })
                with
            { Version = ceremony.Version + 1 };
            if (next.Received < next.Required)
            {
                await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note(Progress(next))) { Ceremonies = [next], Proofs = ShareProof.Of(next, visit.Scribe) });
                watch.Announce(next);
                return new Submission(next, []);
            }

            return next.IsUnjudged ? await SortOutAsync(visit, next, pile, ct) : await CompleteAsync(visit, next, pile, Progress(next), ct);
        }
        catch (SealProviderException away)
        {
            await TakeBackAsync(visit, ceremony, pile, me.Person);
            return await visit.Scribe.RefuseAsync(Refusals.ProviderAway(away));
        }
        catch (EngineException wrong) when (wrong.Fault is EngineFault.WrongShares)
        {
            return await StartOverAsync(visit, ceremony);
        }
        catch (EngineException damaged) when (damaged.Fault is EngineFault.Damaged)
        {
            await TakeBackAsync(visit, ceremony, pile, me.Person);
            return await visit.Scribe.RefuseAsync(ShareRefusals.StoreDamaged(damaged));
        }
        catch
        {
            await TakeBackAsync(visit, ceremony, pile, me.Person);
            throw;
        }
    }

    private async Task<Outcome<Submission>> SortOutAsync(CeremonyRoom.Visit visit, Ceremony next, SharePile pile, CancellationToken ct)
    {
        Outcome<(Ceremony Next, SharePile? Right)> sorted = await oddShares.SortOutAsync(visit, next, pile, ct);
        if (!sorted.TryGet(out (Ceremony Next, SharePile? Right) at, out Refusal? refusal))
        {
            return refusal;
        }

        using (at.Right)
        {
            return at.Right is null
                ? new Submission(at.Next, [])
                : await CompleteAsync(visit, at.Next, at.Right, Progress(at.Next) + OddShares.Sentence(at.Next, visit.Scribe.Now), ct);
        }
    }

    private async Task<Submission> CompleteAsync(CeremonyRoom.Visit visit, Ceremony next, SharePile pile, string progress, CancellationToken ct) =>
        next.Kind switch
        {
            CeremonyKind.Unseal => new Submission(await UnsealAsync(visit, next, pile, progress, ct), []),
            CeremonyKind.GenerateRoot => new Submission(await finishRoot.RunAsync(visit, next, pile, progress, ct), []),
            CeremonyKind.Migrate => new Submission(await finishMigrate.RunAsync(visit, next, pile, progress, ct), []),
            _ => await dealRekey.RunAsync(visit, next, pile, progress, ct),
        };

    // Not stored, so not accepted. Stored, but not taken up by the engine: then nobody needs these shares any more.
    private async Task TakeBackAsync(CeremonyRoom.Visit visit, Ceremony before, SharePile pile, PersonId person)
    {
        pile.Remove(person);
        if ((await store.FindCeremonyAsync(before.Id, CancellationToken.None))?.Version != before.Version)
        {
            visit.WipePile(before.Id);
        }
    }

    private async Task<Ceremony> UnsealAsync(CeremonyRoom.Visit visit, Ceremony next, SharePile pile, string progress, CancellationToken ct)
    {
        Scribe scribe = visit.Scribe;
        using PreparedChange open = await engine.PrepareUnsealAsync(pile.Lend(), ct);
        Ceremony done = next with { Stage = CeremonyStage.Completed, EndedAt = scribe.Now };
        await scribe.SaveAsync(new Commit(scribe.Note($"{progress} The vault is unsealed."))
        {
            Records = open.Changes,
            Ceremonies = [done],
            Proofs = ShareProof.Of(done, scribe),
        }, open);
        visit.WipePile(done.Id);
        watch.Announce(done);
        await watch.AnnounceVaultAsync();
        await finishRekey.IfProvedAsync(scribe);
        return done;
    }

    // Every share had its commitment, yet together they open nothing: the stored key is damaged or of another set.
    private async Task<Refusal> StartOverAsync(CeremonyRoom.Visit visit, Ceremony ceremony)
    {
        visit.WipePile(ceremony.Id);
        Ceremony again = ceremony.BeginNextAttempt() with { Version = ceremony.Version + 1 };
        await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note(ShareRefusals.OpensNothing)) { Ceremonies = [again] });
        watch.Announce(again);
        return ShareRefusals.OpensNothing;
    }

    private static string Progress(Ceremony c) =>
        string.Create(CultureInfo.InvariantCulture, $"Share accepted: {c.Received} of {c.Required}.");
}
