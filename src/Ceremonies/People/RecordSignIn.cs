using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>Writes who signed in, out, proved that it was them, or failed to; and takes in people from an identity provider.</summary>
public sealed class RecordSignIn(CeremonyRoom room, IConsoleStore store, TimeProvider clock)
{
    /// <param name="signInName">As typed, cut to the longest name there can be.</param>
    /// <param name="person">Whom it names, if anybody.</param>
    /// <param name="outcome"><see cref="AuditDraft.DoneOutcome"/>, or a code: "wrong-password", "locked-out".</param>
    /// <param name="sentence">For the reader.</param>
    /// <param name="act">"sign-in", "sign-out" or "proof".</param>
    /// <param name="used">The passkey that did it, as it is afterwards.</param>
    /// <param name="second">The second factor that did it beside the password, as it is afterwards.</param>
    /// <param name="session">The session that begins or ends with it.</param>
    /// <exception cref="StoreConflictException">The second factor was used for something else at the same moment.</exception>
    public Task RunAsync(
        string signInName, Person? person, string outcome, string sentence, string act = "sign-in", Passkey? used = null, AuthenticatorChange? second = null, SignInSession? session = null) =>
        store.CommitAsync(
            new Commit(new AuditDraft(
                clock.GetUtcNow(),
                person?.Id.Value ?? "anonymous",
                person?.Name ?? Cut(signInName),
                act,
                person?.Id.Value ?? "",
                outcome,
                sentence))
            {
                Passkeys = used is null ? [] : [new PasskeyChange(used.Id, used with { LastUsed = clock.GetUtcNow() })],
                Authenticators = second is null ? [] : [second],
                Sessions = session is null ? [] : [session],
            },
            CancellationToken.None);

    /// <summary>Someone whom the organisation's identity provider vouches for; their roles are its app roles.</summary>
    /// <param name="external">Tenant and object id, unique at the provider.</param>
    /// <param name="name">Display name.</param>
    /// <param name="signInName">Preferred user name.</param>
    /// <param name="roles">From the token.</param>
    /// <param name="act">"sign-in", or "proof" for someone who is signed in already.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    /// <param name="session">The session that begins; null where none does. Whose it is, is said here.</param>
    public async Task<Outcome<Person>> ExternalAsync(
        string external, string name, string signInName, Roles roles, string act, CancellationToken ct, SignInSession? session = null)
    {
        using CeremonyRoom.Visit visit = await room.EnterAsAnybodyAsync(act, external, ct);
        Person? known = await store.FindPersonByExternalAsync(external, ct);
        Refusal? refusal = known?.State is PersonState.Removed
                ? Refusal.Forbidden("removed", "An administrator of this console has removed you. Ask them for access.")
            : roles is Roles.None
                ? Refusal.Forbidden("no-role", "Your organisation gave you no role for this console. Ask for the role administrator, holder or auditor.")
            : known is null && await store.FindPersonBySignInNameAsync(Cut(signInName), ct) is not null
                ? Refusal.Conflict("sign-in-name-taken", "A local account has this name already. Ask an administrator to remove it first.")
            : null;
        if (refusal is not null)
        {
            return await visit.Scribe.RefuseAsync(refusal);
        }

        Person person = (known ?? new Person(PersonId.New(), name, Cut(signInName), roles, PersonState.Active, visit.Scribe.Now, external))
            with
        { Name = Cut(name), Roles = roles };
        string sentence = act == "proof" ? "Proved at the organisation that it is them." : "Signed in through the organisation.";
        await visit.Scribe.SaveAsync(new Commit(new Scribe(store, clock, person, act, person.Id.Value).Note(sentence)) 
        {
            People = [person],
            Sessions = session is null ? [] : [session with { Person = person.Id }],
        });
        return person;
    }

    private static string Cut(string text) => text.Length > Limits.Name ? text[..Limits.Name] : text;
}
