using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Rekey;

/// <summary>An administrator asks the current holders to replace the shares. Nothing is replaced yet.</summary>
public sealed class StartRekey(CeremonyRoom room, IConsoleStore store, SealEngine engine, Watch watch)
{
    public async Task<Outcome<Ceremony>> RunAsync(PersonId caller, CeremonyOrder order, CancellationToken ct)
    {
        Outcome<CeremonyRoom.Visit> entry = await room.EnterAsync(caller, Roles.Administrator, "rekey.start", "", ct);
        if (!entry.TryGet(out CeremonyRoom.Visit? visit, out Refusal? refusal))
        {
            return refusal;
        }

        using (visit)
        {
            SealStatus status = await engine.ReadStatusAsync(ct);
            refusal = await CheckSlotAsync(status, ct);
            if (refusal is not null)
            {
                return await visit.Scribe.RefuseAsync(refusal);
            }

            Outcome<CheckedOrder> check = await order.CheckAsync(store, ct);
            if (!check.TryGet(out CheckedOrder? good, out refusal))
            {
                return await visit.Scribe.RefuseAsync(refusal);
            }

            Ceremony ceremony = await BeginAsync(visit.Scribe, good, status.Current!, ct);
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note(Sentence(ceremony), ceremony.Id.Value)) { Ceremonies = [ceremony] });
            watch.Announce(ceremony);
            return ceremony;
        }
    }

    private async Task<Refusal?> CheckSlotAsync(SealStatus status, CancellationToken ct) =>
        status.Sealed || status.Current is null ? Refusals.Sealed
        : (await store.ListOpenCeremoniesAsync(ct)).Any(c => c.Kind is not CeremonyKind.Unseal) ? Refusals.SlotTaken
        : null;

    private async Task<Ceremony> BeginAsync(Scribe scribe, CheckedOrder good, ShareSet current, CancellationToken ct) => new()
    {
        Id = CeremonyId.New(),
        Kind = CeremonyKind.Rekey,
        Stage = CeremonyStage.Collecting,
        Nonce = CeremonyNonce.New(),
        Attempt = 1,
        StartedBy = scribe.Actor!.Id,
        StartedByName = scribe.ActorName,
        StartedAt = scribe.Now,
        ExpiresAt = scribe.Now + good.Order.OpenFor,
        Reason = good.Order.Reason,
        CurrentSet = current.Id,
        CurrentScheme = current.Scheme,
        NewScheme = good.Scheme,
        Verification = good.Order.Verification,
        Participants =
        [
            .. (await store.ListRosterAsync(current.Id, ct)).Select(r => new Participant(r.Person, r.Name, Part.Submitter, r.Number)),
            .. good.Recipients(),
        ],
    };

    private static string Sentence(Ceremony c) =>
        $"Replace {c.CurrentScheme!.Threshold} of {c.CurrentScheme.Shares} with {c.NewScheme!.Threshold} of {c.NewScheme.Shares}. {c.Reason}";
}
