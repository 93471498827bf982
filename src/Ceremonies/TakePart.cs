using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>A participant says that they have read and compared what they are asked for, or that they cannot take part.</summary>
public sealed class TakePart(CeremonyRoom room, IConsoleStore store, Watch watch)
{
    /// <summary>They compared the fingerprint.</summary>
    public Task<Outcome<Ceremony>> ReadAsync(PersonId caller, CeremonyId id, Part part, string fingerprint, CancellationToken ct) => RunAsync(
        caller,
        id,
        part,
        ConsoleActs.ReadCeremony,
        ceremony => Fingerprint.Of(ceremony).Full != fingerprint ? Refusals.StaleView : null,
        (me, now) => me with { ReadAt = me.ReadAt ?? now, DeclinedAt = null, DeclineReason = null },
        "Read and compared the fingerprint.",
        ct);

    /// <summary>They cannot take part this time; they may still change their mind.</summary>
    public Task<Outcome<Ceremony>> DeclineAsync(PersonId caller, CeremonyId id, string reason, CancellationToken ct) => RunAsync(
        caller,
        id,
        Part.Submitter,
        ConsoleActs.DeclineCeremony,
        ceremony => reason.Trim().Length is 0 or > Limits.Reason ? Refusals.ReasonMissing
            : ceremony.Find(caller, Part.Submitter)?.SubmittedAt is not null ? Refusals.AlreadySubmitted
            : null,
        (me, now) => me with { DeclinedAt = now, DeclineReason = reason.Trim() },
        $"Cannot take part: {reason.Trim()}",
        ct);

    private Task<Outcome<Ceremony>> RunAsync(
        PersonId caller,
        CeremonyId id,
        Part part,
        Act act,
        Func<Ceremony, Refusal?> check,
        Func<Participant, DateTimeOffset, Participant> change,
        string sentence,
        CancellationToken ct) =>
        room.StepAsync<Ceremony>(caller, act, id.Value, async visit =>
        {
            Ceremony? ceremony = await store.FindCeremonyAsync(id, ct);
            Refusal? refusal = ceremony is null ? Refusals.NoSuchCeremony
                : !ceremony.IsOpen ? Refusals.Ended
                : ceremony.Find(caller, part) is null ? Refusals.NotYours
                : check(ceremony);
            if (refusal is not null)
            {
                return refusal;
            }

            Participant me = ceremony!.Find(caller, part)!;
            Ceremony next = ceremony.With(change(me, visit.Scribe.Now)) with { Version = ceremony.Version + 1 };
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note(sentence)) { Ceremonies = [next] });
            watch.Announce(next);
            return next;
        }, ct);
}
