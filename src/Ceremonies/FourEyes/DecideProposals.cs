using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Initialise;
using KeyCeremonyConsole.Ceremonies.Migrate;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.Rekey;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.FourEyes;

/// <summary>What came of a confirmed proposal.</summary>
/// <param name="Ceremony">The ceremony that it began or ended; null when it was about something else.</param>
public sealed record Confirmed(CeremonyId? Ceremony);

//
//  A trip that needs two asks Scribe.SecondAsync behind all its own checks:
//
//      first administrator ──▶ trip ──▶ "waits-for-second", the proposal stored
//      second one ──▶ ConfirmAsync ──▶ the same trip, with a Confirmation ──▶ checked again ──▶ done, the proposal closed: one commit
//                 └─▶ RefuseAsync
//

/// <summary>A second administrator confirms what a first one proposed, and it is done; or refuses it. The first may take it back.</summary>
public sealed class DecideProposals(
    CeremonyRoom room,
    IConsoleStore store,
    StartInitialise initialise,
    StartRekey rekey,
    StartMigrate migrate,
    StartGenerateRoot rootToken,
    EndCeremony end,
    ChangePolicy policy,
    SetRotation rotation,
    SetProofPolicy proofPolicy,
    ManagePeople people,
    SetFourEyes fourEyes) : IDisposable
{
    // One decision at a time, so that of two who confirm at the same moment only one has it done. The trips wait in the room meanwhile, never for this.
    private readonly SemaphoreSlim _desk = new(1, 1);

    /// <param name="caller">An administrator, not the one who proposed it.</param>
    /// <param name="id">What they confirm.</param>
    /// <param name="fingerprint">What their page showed, <see cref="Fingerprint.Full"/>.</param>
    /// <param name="ct">Gives up before anything is done.</param>
    /// <returns>A refusal of the act itself leaves the proposal open: the world may be ready for it later.</returns>
    public Task<Outcome<Confirmed>> ConfirmAsync(PersonId caller, ProposalId id, string fingerprint, CancellationToken ct) =>
        DecideAsync<Confirmed>(caller, id, ConsoleActs.ConfirmProposal, async (scribe, proposal) =>
        {
            if (proposal.By == caller)
            {
                return await scribe.RefuseAsync(FourEyesRefusals.Own);
            }

            if (proposal.Fingerprint.Full != fingerprint)
            {
                return await scribe.RefuseAsync(FourEyesRefusals.OtherThanSeen);
            }

            Outcome<Confirmed> outcome = await CarryOutAsync(new Confirmation(proposal, scribe.Actor!), proposal.What.Act, ct);
            if (outcome.Refusal is null)
            {
                await scribe.SaveAsync(new Commit(scribe.Note($"Confirmed what {proposal.ByName} proposed, and it was done. {proposal.What.Sentence}")));
            }

            return outcome;
        }, ct);

    /// <param name="caller">An administrator, not the one who proposed it.</param>
    /// <param name="id">What they refuse.</param>
    /// <param name="reason">Why; whoever proposed it reads it.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public Task<Outcome<Proposal>> RefuseAsync(PersonId caller, ProposalId id, string reason, CancellationToken ct) =>
        DecideAsync<Proposal>(caller, id, ConsoleActs.RefuseProposal, async (scribe, proposal) =>
            proposal.By == caller ? await scribe.RefuseAsync(FourEyesRefusals.Own)
            : reason.Trim() is not { Length: > 0 and <= Limits.Reason } why ? await scribe.RefuseAsync(Refusals.ReasonMissing)
            : await CloseAsync(scribe, proposal, ProposalState.Refused, $"Refused what {proposal.ByName} proposed. {proposal.What.Sentence} {why}", why), ct);

    /// <summary>Whoever made it takes it back.</summary>
    public Task<Outcome<Proposal>> WithdrawAsync(PersonId caller, ProposalId id, CancellationToken ct) =>
        DecideAsync<Proposal>(caller, id, ConsoleActs.WithdrawProposal, async (scribe, proposal) =>
            proposal.By != caller ? await scribe.RefuseAsync(FourEyesRefusals.NotOwn)
            : await CloseAsync(scribe, proposal, ProposalState.Withdrawn, $"Took back a proposal. {proposal.What.Sentence}"), ct);

    /// <summary>Whoever made it says why, for the others to read. What is done stays the same, and so does the fingerprint.</summary>
    public Task<Outcome<Proposal>> ExplainAsync(PersonId caller, ProposalId id, string why, CancellationToken ct) =>
        DecideAsync<Proposal>(caller, id, ConsoleActs.ExplainProposal, async (scribe, proposal) =>
        {
            if (proposal.By != caller)
            {
                return await scribe.RefuseAsync(FourEyesRefusals.NotOwn);
            }

            if (why.Trim() is not { Length: > 0 and <= Limits.Reason } said)
            {
                return await scribe.RefuseAsync(Refusals.ReasonMissing);
            }

            Proposal explained = proposal with { Why = said };
            await scribe.SaveAsync(new Commit(scribe.Note($"Said why. {proposal.What.Sentence} {said}")) { Proposals = [explained] });
            return explained;
        }, ct);

    /// <summary>Closes those whose time is over. Called by the clock, again and again.</summary>
    public async Task ExpireAsync(CancellationToken ct)
    {
        if (!(await store.ListOpenProposalsAsync(ct)).Any(p => p.Expires <= room.Now))
        {
            return;
        }

        await _desk.WaitAsync(ct);
        try
        {
            foreach (Proposal due in (await store.ListOpenProposalsAsync(ct)).Where(p => p.Expires <= room.Now))
            {
                using CeremonyRoom.Visit visit = await room.EnterAsSystemAsync("proposal.expire", due.Id.Value, ct);
                await CloseAsync(visit.Scribe, due, ProposalState.Expired, $"Nobody confirmed in time what {due.ByName} proposed. {due.What.Sentence}");
            }
        }
        finally
        {
            _desk.Release();
        }
    }

    public void Dispose() => _desk.Dispose();

    private async Task<Outcome<T>> DecideAsync<T>(
        PersonId caller, ProposalId id, Act act, Func<Scribe, Proposal, Task<Outcome<T>>> decide, CancellationToken ct)
    {
        await _desk.WaitAsync(ct);
        try
        {
            if (!(await room.AskAsync(caller, act, id.Value, ct)).TryGet(out Scribe? scribe, out Refusal? refusal))
            {
                return refusal;
            }

            return await store.FindProposalAsync(id, ct) is not { } proposal ? await scribe.RefuseAsync(FourEyesRefusals.NoSuchProposal)
                : !proposal.IsOpen(scribe.Now) ? await scribe.RefuseAsync(FourEyesRefusals.Decided)
                : await decide(scribe, proposal);
        }
        finally
        {
            _desk.Release();
        }
    }

    private static async Task<Outcome<Proposal>> CloseAsync(Scribe scribe, Proposal proposal, ProposalState state, string sentence, string? answer = null)
    {
        Proposal closed = proposal with
        {
            State = state,
            DecidedBy = scribe.Actor?.Id,
            DecidedByName = scribe.Actor?.Name,
            DecidedAt = scribe.Now,
            Answer = answer,
        };
        await scribe.SaveAsync(new Commit(scribe.Note(sentence)) { Proposals = [closed] });
        return closed;
    }

    private async Task<Outcome<Confirmed>> CarryOutAsync(Caller by, ProposedAct act, CancellationToken ct) => act switch
    {
        ProposedAct.Initialise a => Told(await initialise.RunAsync(by, a.Order, ct), c => c.Id),
        ProposedAct.Rekey a => Told(await rekey.RunAsync(by, a.Order, ct), c => c.Id),
        ProposedAct.Migrate a => Told(await migrate.RunAsync(by, a.Order, ct), c => c.Id),
        ProposedAct.RootToken a => Told(await rootToken.RunAsync(by, a.Order, ct), started => started.Ceremony.Id),
        ProposedAct.Cancel a => Told(await end.CancelAsync(by, a.Ceremony, a.Reason, ct), c => c.Id),
        ProposedAct.WritePolicy a => Told(await policy.WriteAsync(by, a.Name, a.Text, ct)),
        ProposedAct.DeletePolicy a => Told(await policy.DeleteAsync(by, a.Name, ct)),
        ProposedAct.Rotation a => Told(await rotation.RunAsync(by, a.Config, ct)),
        ProposedAct.ProofDays a => Told(await proofPolicy.RunAsync(by, new ProofPolicy(a.Days), ct)),
        ProposedAct.ChangeRoles a => Told(await people.ChangeRolesAsync(by, a.Person, a.Roles, ct)),
        ProposedAct.RemovePerson a => Told(await people.RemoveAsync(by, a.Person, ct)),
        ProposedAct.SwitchOff => Told(await fourEyes.OffAsync(by, ct)),
        _ => throw new InvalidOperationException("An act that nobody carries out."),
    };

    private static Outcome<Confirmed> Told<T>(Outcome<T> outcome, Func<T, CeremonyId>? ceremony = null) =>
        outcome.TryGet(out T? done, out Refusal? refusal) ? new Confirmed(ceremony?.Invoke(done)) : refusal;
}
