using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.Rekey;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Unseal;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Delivery;

/// <summary>
/// A holder proves that they have their new share by giving it back. With enough proofs the new set takes effect;
/// until that moment the current shares are valid and nothing is lost by a cancel.
/// </summary>
public sealed class ProveShare(
    CeremonyRoom room, IConsoleStore store, SealEngine engine, FinishRekey finishRekey, Watch watch)
{
    private static readonly Refusal NotRevealed = Refusal.Conflict(
        "not-revealed", "You have not seen your new share yet. Show it first.");

    /// <param name="caller">Who proves.</param>
    /// <param name="id">In which ceremony.</param>
    /// <param name="share">Their new share, sealed for <see cref="SealContext.Prove"/>; owned by this call from here on.</param>
    /// <param name="ct">Gives up before the proof is stored.</param>
    public async Task<Outcome<Ceremony>> RunAsync(PersonId caller, CeremonyId id, SealedShare share, CancellationToken ct)
    {
        using (share)
        {
            Outcome<CeremonyRoom.Visit> entry = await room.EnterAsync(caller, ConsoleActs.Prove(await store.FindCeremonyAsync(id, ct)), id.Value, ct);
            if (!entry.TryGet(out CeremonyRoom.Visit? visit, out Refusal? refusal))
            {
                return refusal;
            }

            using (visit)
            {
                if (!(await RecipientStep.FindAsync(store, id, caller, ct)).TryGet(out (Ceremony Ceremony, Participant Me) at, out refusal))
                {
                    return await visit.Scribe.RefuseAsync(refusal);
                }

                return at.Me.RevealedAt is null
                    ? await RefuseShareAsync(visit.Scribe, at.Ceremony, at.Me, NotRevealed)
                    : await ProveAsync(visit.Scribe, at.Ceremony, at.Me, share, ct);
            }
        }
    }

    private async Task<Outcome<Ceremony>> ProveAsync(Scribe scribe, Ceremony ceremony, Participant me, SealedShare envelope, CancellationToken ct)
    {
        if (!envelope.Open(SealContext.Prove(ceremony, me.Person)).TryGet(out SecretBytes? share, out Refusal? refusal))
        {
            return await scribe.RefuseAsync(refusal);
        }

        using (share)
        {
            refusal = Judge(await engine.JudgeAsync(share, ct), ceremony, me);
            return refusal is null ? await AcceptAsync(scribe, ceremony, me) : await RefuseShareAsync(scribe, ceremony, me, refusal);
        }
    }

    /// <summary>Through the API, in a ceremony that handed its new shares out: whose share it is, the share itself says.</summary>
    /// <param name="by">The token that was let through to the path.</param>
    /// <param name="id">In which ceremony.</param>
    /// <param name="share">A new share; owned by this call from here on.</param>
    /// <param name="ct">Gives up before the proof is stored.</param>
    public async Task<Outcome<Ceremony>> ByShareAsync(Grant by, CeremonyId id, SecretBytes share, CancellationToken ct)
    {
        using (share)
        using (CeremonyRoom.Visit visit = await room.EnterWithAsync(by, "share.prove", id.Value, ct))
        {
            Ceremony? ceremony = await store.FindCeremonyAsync(id, ct);
            ShareVerdict verdict = await engine.JudgeAsync(share, ct);
            Participant? me = ceremony?.Of(Part.Recipient).FirstOrDefault(p => p.ShareNumber == verdict.Number);
            Refusal? refusal =
                ceremony is null ? Refusals.NoSuchCeremony
                : !ceremony.IsOpen ? Refusals.Ended
                : ceremony.Stage is not CeremonyStage.Delivering ? Refusals.NotDealt
                : !ceremony.HandsSharesOut ? OpenRefusals.InTheConsole
                : me is null || verdict.Set?.Id != ceremony.NewSet ? ShareRefusals.NotTheNewOne
                : me.ProvedAt is not null ? OpenRefusals.Duplicate
                : null;
            return refusal is null ? await AcceptAsync(visit.Scribe, ceremony!, me!) : await visit.Scribe.RefuseAsync(refusal);
        }
    }

    /// <summary>Through the API: the proofs so far are forgotten, the new shares still wait to be proved.</summary>
    public async Task<Outcome<Ceremony>> ForgetAsync(Grant by, CeremonyId id, CancellationToken ct)
    {
        using CeremonyRoom.Visit visit = await room.EnterWithAsync(by, "share.prove-again", id.Value, ct);
        Ceremony? ceremony = await store.FindCeremonyAsync(id, ct);
        Refusal? refusal = ceremony is null ? Refusals.NoSuchCeremony
            : !ceremony.IsOpen ? Refusals.Ended
            : !ceremony.HandsSharesOut ? OpenRefusals.InTheConsole
            : null;
        if (refusal is not null)
        {
            return await visit.Scribe.RefuseAsync(refusal);
        }

        Ceremony again = ceremony! with
        {
            Participants = [.. ceremony.Participants.Select(p => p with { ProvedAt = null, StoredAt = null })],
            Version = ceremony.Version + 1,
        };
        await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note("The proofs so far are forgotten.")) { Ceremonies = [again] });
        watch.Announce(again);
        return again;
    }

    private static Refusal? Judge(ShareVerdict verdict, Ceremony ceremony, Participant me) => verdict switch
    {
        { Set: null } => ShareRefusals.Unknown,
        { Set: { } set } when set.Id != ceremony.NewSet => ShareRefusals.NotTheNewOne,
        { Number: int number } when number != me.ShareNumber => ShareRefusals.SomeoneElses,
        _ => null,
    };

    private async Task<Outcome<Ceremony>> RefuseShareAsync(Scribe scribe, Ceremony ceremony, Participant me, Refusal refusal)
    {
        Ceremony next = ceremony.Next(me with { RefusedTries = me.RefusedTries + 1 });
        await scribe.SaveAsync(new Commit(scribe.Note(refusal)) { Ceremonies = [next] });
        watch.Announce(next);
        return refusal;
    }

    private async Task<Outcome<Ceremony>> AcceptAsync(Scribe scribe, Ceremony ceremony, Participant me)
    {
        if (me.ProvedAt is not null)
        {
            // A second proof changes nothing, save that it takes up a switch that failed after an unseal.
            return ceremony is { SwitchesWhenProved: true, ProofsComplete: true } && !engine.IsSealed
                ? await FinishAsync(scribe, ceremony with { Version = ceremony.Version + 1 })
                : ceremony;
        }

        DateTimeOffset now = scribe.Now;
        Ceremony proved = ceremony.Next(me with { StoredAt = me.StoredAt ?? now, ProvedAt = now, LostAt = null });
        if (!proved.ProofsComplete)
        {
            await scribe.SaveAsync(new Commit(scribe.Note(Progress(proved)))
            {
                Ceremonies = [proved],
                Deliveries = proved.SpentMessages(),
                Proofs = ShareProof.Of(proved, scribe),
            });
            watch.Announce(proved);
            return proved;
        }

        return !proved.SwitchesWhenProved ? await FinishInitialiseAsync(scribe, proved)
            : engine.IsSealed ? await WaitAsync(scribe, proved, "The switch follows when the vault is unsealed.")
            : await FinishAsync(scribe, proved);
    }

    // The proof is kept, whatever the seal provider does; the switch is taken up when it answers again.
    private async Task<Outcome<Ceremony>> FinishAsync(Scribe scribe, Ceremony proved)
    {
        try
        {
            return await finishRekey.RunAsync(scribe, proved);
        }
        catch (SealProviderException)
        {
            return await WaitAsync(scribe, proved, "The switch follows when the seal provider answers.");
        }
    }

    private async Task<Outcome<Ceremony>> FinishInitialiseAsync(Scribe scribe, Ceremony proved)
    {
        Ceremony done = proved with { Stage = CeremonyStage.Completed, EndedAt = scribe.Now };
        Ceremony unseal = UnsealCeremonies.Open(
            done.NewSet!, done.NewScheme!, await store.ListRosterAsync(done.NewSet!, CancellationToken.None), scribe.Now, "The vault was initialised.");
        await scribe.SaveAsync(new Commit(scribe.Note($"{Progress(done)} The holders can unseal the vault now."))
        {
            Ceremonies = [done, unseal],
            Deliveries = done.SpentMessages(),
            Proofs = ShareProof.Of(done, scribe),
            Terms = [TermNote.First(done)],
        });
        watch.Announce(done);
        watch.Announce(unseal);
        await watch.AnnounceVaultAsync();
        return done;
    }

    private async Task<Outcome<Ceremony>> WaitAsync(Scribe scribe, Ceremony proved, string until)
    {
        await scribe.SaveAsync(new Commit(scribe.Note($"{Progress(proved)} {until}")) { Ceremonies = [proved], Proofs = ShareProof.Of(proved, scribe) });
        watch.Announce(proved);
        return proved;
    }

    private static string Progress(Ceremony c) =>
        string.Create(CultureInfo.InvariantCulture, $"New share proved: {c.Proved} of {c.ProofsRequired} needed.");
}
