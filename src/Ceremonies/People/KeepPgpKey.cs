using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>
/// A person's OpenPGP key, for the shares that they will get. An administrator may give the first one for them; only the
/// person exchanges or removes it, or else an administrator could have shares encrypted to a key of their own.
/// </summary>
public sealed class KeepPgpKey(CeremonyRoom room, IConsoleStore store, IOpenPgp pgp)
{
    private static readonly Refusal NoSuchPerson = Refusal.Missing("no-such-person", "There is no such person.");

    private static readonly Refusal Theirs = Refusal.Forbidden(
        "pgp-key-is-theirs", "This person has an OpenPGP key already. Only they can exchange it, on the page of their account.");

    /// <param name="caller">Who gives it.</param>
    /// <param name="owner">Whose key it is.</param>
    /// <param name="input">As <see cref="IOpenPgp.Read"/> takes it.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public Task<Outcome<PgpKeyFacts>> SaveAsync(PersonId caller, PersonId owner, ReadOnlyMemory<byte> input, CancellationToken ct)
    {
        // Before the door: whoever hands in something monstrous holds up nobody's ceremony.
        DateTimeOffset now = room.Now;
        Outcome<PgpKeyFacts> read = pgp.Read(input.Span, now, now);
        return room.StepAsync<PgpKeyFacts>(caller, caller == owner ? ConsoleActs.OwnPgpKey : ConsoleActs.GivePgpKey, owner.Value, async visit =>
        {
            Person? person = await store.FindPersonAsync(owner, ct);
            if (person is null or { State: PersonState.Removed })
            {
                return NoSuchPerson;
            }

            if (caller != owner && person.Pgp is not null)
            {
                return Theirs;
            }

            if (!read.TryGet(out PgpKeyFacts? facts, out Refusal? refusal))
            {
                return refusal;
            }

            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note(
                $"{person.Name}'s OpenPGP key is {facts.Key.Fingerprint}, {facts.Algorithm}{Before(person)}."))
            { People = [person with { Pgp = facts.Key }] });
            return facts;
        }, ct);
    }

    /// <summary>Their own. A ceremony that is open keeps the key that it began with.</summary>
    public Task<Outcome<Done>> RemoveAsync(PersonId caller, CancellationToken ct) =>
        room.StepAsync<Done>(caller, ConsoleActs.OwnPgpKey, caller.Value, async visit =>
        {
            Person person = visit.Scribe.Actor!;
            if (person.Pgp is null)
            {
                return Refusal.Missing("no-pgp-key-kept", "No OpenPGP key is kept for you.");
            }

            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"{person.Name} has no OpenPGP key any more{Before(person)}.")) { People = [person with { Pgp = null }] });
            return Done.It;
        }, ct);

    private static string Before(Person person) => person.Pgp is { } old ? $"; before it was {old.Fingerprint}" : "";
}
