using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Delivery;

/// <summary>A holder says that they have stored the share they were shown, or that they have lost it.</summary>
public sealed class ConfirmStored(CeremonyRoom room, IConsoleStore store, Watch watch)
{
    private static readonly Refusal NotRevealed = Refusal.Conflict(
        "not-revealed", "You have not seen your new share yet. Show it first.");

    private static readonly Refusal AlreadyProved = Refusal.Conflict(
        "already-proved", "You have proved that you hold this share; there is nothing to report.");

    public Task<Outcome<Ceremony>> StoredAsync(PersonId caller, CeremonyId id, CancellationToken ct) => RunAsync(
        caller,
        id,
        ConsoleActs.StoredShare,
        me => me.RevealedAt is null ? NotRevealed : null,
        (me, now) => me with { StoredAt = me.StoredAt ?? now, LostAt = null },
        me => $"Share {me.ShareNumber} stored by its holder.",
        ct);

    /// <summary>
    /// The share is lost, or, before it was shown, the device that could open it. The organiser sees it, and can make the shares
    /// again or cancel: the current ones are valid until the switch.
    /// </summary>
    public Task<Outcome<Ceremony>> LostAsync(PersonId caller, CeremonyId id, CancellationToken ct) => RunAsync(
        caller,
        id,
        ConsoleActs.LostShare,
        me => me.ProvedAt is not null ? AlreadyProved : null,
        (me, now) => me with { LostAt = now },
        me => me.RevealedAt is null
            ? $"The device that could open share {me.ShareNumber} is lost."
            : $"Share {me.ShareNumber} lost before it was proved.",
        ct);

    private Task<Outcome<Ceremony>> RunAsync(
        PersonId caller,
        CeremonyId id,
        Act act,
        Func<Participant, Refusal?> check,
        Func<Participant, DateTimeOffset, Participant> change,
        Func<Participant, string> sentence,
        CancellationToken ct) =>
        room.StepAsync<Ceremony>(caller, act, id.Value, async visit =>
        {
            if (!(await RecipientStep.FindAsync(store, id, caller, ct)).TryGet(out (Ceremony Ceremony, Participant Me) at, out Refusal? refusal)
                || (refusal = check(at.Me)) is not null)
            {
                return refusal;
            }

            Ceremony next = at.Ceremony.Next(change(at.Me, visit.Scribe.Now));
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note(sentence(at.Me))) { Ceremonies = [next] });
            watch.Announce(next);
            return next;
        }, ct);
}
