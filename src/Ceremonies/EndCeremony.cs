using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>
/// Ends ceremonies before their time: an administrator cancels one, or it expires. The current shares stay valid,
/// what was collected is wiped, what was dealt is dropped. An unseal does not end: it begins a new attempt.
/// </summary>
public sealed class EndCeremony(CeremonyRoom room, IConsoleStore store, SealEngine engine, Watch watch)
{
    public async Task<Outcome<Ceremony>> CancelAsync(Caller caller, CeremonyId id, string reason, CancellationToken ct)
    {
        Outcome<CeremonyRoom.Visit> entry = await room.EnterAsync(caller, ConsoleActs.Cancel(await store.FindCeremonyAsync(id, ct)), id.Value, ct);
        if (!entry.TryGet(out CeremonyRoom.Visit? visit, out Refusal? refusal))
        {
            return refusal;
        }

        using (visit)
        {
            Ceremony? ceremony = await store.FindCeremonyAsync(id, ct);
            refusal = ceremony is null ? Refusals.NoSuchCeremony
                : !ceremony.IsOpen ? Refusals.Ended
                : caller.Grant is { } grant && !ceremony.HandsSharesOut && !grant.Acl.Allows(grant.Path, Capabilities.Sudo) ? OpenRefusals.InTheConsole
                : reason.Trim().Length is 0 or > Limits.Reason ? Refusals.ReasonMissing
                : ceremony.Kind is CeremonyKind.Unseal ? null // It begins again, and nothing is lost.
                : await visit.Scribe.SecondAsync(ProposedSights.Cancel(ceremony, reason.Trim()), ct);
            return refusal is null
                ? await EndAsync(visit, ceremony!, CeremonyStage.Cancelled, reason.Trim())
                : await visit.Scribe.RefuseAsync(refusal);
        }
    }

    /// <summary>Through the API, by nobody in particular, as upstream has it: the shares given so far for the unseal are wiped.</summary>
    public async Task<Outcome<Done>> ResetUnsealAsync(CancellationToken ct)
    {
        using CeremonyRoom.Visit visit = await room.EnterAsAnybodyAsync("unseal.reset", "", ct);
        Ceremony? unseal = (await store.ListOpenCeremoniesAsync(ct)).FirstOrDefault(c => c.Kind is CeremonyKind.Unseal);
        Refusal? refusal = !engine.IsSealed ? OpenRefusals.AlreadyUnsealed
            : unseal is null ? OpenRefusals.NothingCollects
            : unseal.Of(Part.Submitter).Any(p => !Bearers.Is(p.Person)) ? OpenRefusals.NamedHolders // A stranger must not hold them up.
            : null;
        if (refusal is not null)
        {
            return await visit.Scribe.RefuseAsync(refusal);
        }

        if (unseal!.Received > 0)
        {
            await EndAsync(visit, unseal, CeremonyStage.Cancelled, "Reset through the API.");
        }

        return Done.It;
    }

    /// <summary>Ends everything whose deadline has passed. Called by the clock, again and again.</summary>
    public async Task ExpireAsync(CancellationToken ct)
    {
        if (!(await store.ListOpenCeremoniesAsync(ct)).Any(c => IsDue(c)))
        {
            return;
        }

        using CeremonyRoom.Visit visit = await room.EnterAsSystemAsync("ceremony.expire", "", ct);
        foreach (Ceremony due in (await store.ListOpenCeremoniesAsync(ct)).Where(c => IsDue(c, visit.Scribe.Now)))
        {
            await EndAsync(visit, due, CeremonyStage.Expired, "Its time was over.");
        }
    }

    private bool IsDue(Ceremony ceremony, DateTimeOffset? now = null) =>
        ceremony.Deadline <= (now ?? room.Now);

    private async Task<Ceremony> EndAsync(CeremonyRoom.Visit visit, Ceremony ceremony, CeremonyStage stage, string reason)
    {
        bool again = ceremony.Kind is CeremonyKind.Unseal;
        using PreparedChange? discard = await DiscardAsync(ceremony);
        Ceremony ended = again
            ? ceremony.BeginNextAttempt() with { Version = ceremony.Version + 1 }
            : ceremony with
            {
                Stage = stage,
                EndedAt = visit.Scribe.Now,
                EndedByName = visit.Scribe.ActorName,
                EndReason = reason,
                Version = ceremony.Version + 1,
            };
        AuditDraft note = visit.Scribe.Note(again ? $"A new attempt begins, nothing is submitted. {reason}" : reason, ceremony.Id.Value);
        var commit = new Commit(note)
        {
            Records = [.. discard?.Changes ?? [], .. ceremony.Kind is CeremonyKind.GenerateRoot ? [OneTimePassword.Removal(ceremony.Id)] : Array.Empty<RecordChange>()],
            Ceremonies = [ended],
            Deliveries = [.. ceremony.Of(Part.Recipient).Select(p => DeliveryChange.Destroy(ceremony.Id, p.Person))],
        };
        await (discard is null ? visit.Scribe.SaveAsync(commit) : visit.Scribe.SaveAsync(commit, discard));
        visit.WipePile(ceremony.Id);
        watch.Announce(ended);
        await watch.AnnounceVaultAsync();
        return ended;
    }

    private async Task<PreparedChange?> DiscardAsync(Ceremony ceremony) => ceremony switch
    {
        { Stage: CeremonyStage.Delivering, SwitchesWhenProved: true } => await engine.PrepareRekeyDiscardAsync(CancellationToken.None),
        { Stage: CeremonyStage.Delivering, Kind: CeremonyKind.Initialise } => await engine.PrepareDiscardInitialiseAsync(CancellationToken.None),
        _ => null,
    };
}
