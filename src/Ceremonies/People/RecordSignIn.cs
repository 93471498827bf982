using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>Somebody from the organisation who comes with an invitation.</summary>
/// <param name="Code">Of its link.</param>
/// <param name="Addresses">What the organisation says is theirs.</param>
public sealed record Arrival(string Code, IReadOnlyList<string> Addresses);

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

    /// <summary>A session was used; see <see cref="Commit.Seen"/>.</summary>
    public Task SeenAsync(SignInSession session) => store.CommitAsync(Commit.Seen(session), CancellationToken.None);

    /// <summary>Someone whom the organisation's identity provider vouches for; their roles are its app roles.</summary>
    /// <param name="external">Tenant and object id, unique at the provider.</param>
    /// <param name="name">Display name.</param>
    /// <param name="signInName">Preferred user name.</param>
    /// <param name="roles">From the token.</param>
    /// <param name="act">"sign-in", or "proof" for someone who is signed in already.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    /// <param name="session">The session that begins; null where none does. Whose it is, is said here.</param>
    /// <param name="arrival">The invitation that they came with; null for none.</param>
    public async Task<Outcome<Person>> ExternalAsync(
        string external, string name, string signInName, Roles roles, string act, CancellationToken ct, SignInSession? session = null, Arrival? arrival = null)
    {
        using CeremonyRoom.Visit visit = await room.EnterAsAnybodyAsync(act, external, ct);
        Person? known = await store.FindPersonByExternalAsync(external, ct);
        Refusal? refusal = known?.State is PersonState.Removed
                ? Refusal.Forbidden("removed", "An administrator of this console has removed you. Ask them for access.")
            : roles is Roles.None
                ? Refusal.Forbidden("no-role", "Your organisation gave you no role for this console. Ask for the role administrator, holder or auditor.")
            : arrival is not null || known is not null ? null
            : await store.FindPersonBySignInNameAsync(Cut(signInName), ct) is { State: PersonState.Invited, External: null, Address: not null }
                ? Refusal.Conflict("invitation-needed", "You are invited to this console. Open the link of your invitation; it shows that it is you.")
            : await store.FindPersonBySignInNameAsync(Cut(signInName), ct) is not null
                ? Refusal.Conflict("sign-in-name-taken", "A local account has this name already. Ask an administrator to remove it first.")
            : null;
        if (refusal is not null)
        {
            return await visit.Scribe.RefuseAsync(refusal);
        }

        (Invitation Invitation, Person Person)? invited = null;
        if (arrival is not null && !(await FindInvitedAsync(arrival, known, ct)).TryGet(out invited, out refusal))
        {
            return await visit.Scribe.RefuseAsync(refusal);
        }

        Person person = (invited is { } found ? found.Person with { External = external, State = PersonState.Active } : known ?? new Person(PersonId.New(), name, Cut(signInName), roles, PersonState.Active, visit.Scribe.Now, external))
            with
        { Name = Cut(name), Roles = roles };
        string sentence = invited is not null ? "Accepted the invitation, with the account of the organisation." : act == "proof" ? "Proved at the organisation that it is them." : "Signed in through the organisation.";
        await visit.Scribe.SaveAsync(new Commit(new Scribe(store, clock, person, act, person.Id.Value).Note(sentence))
        {
            People = [person],
            Invitations = invited is { } used ? [used.Invitation with { Closed = visit.Scribe.Now }] : [],
            Sessions = session is null ? [] : [session with { Person = person.Id }],
        });
        return person;
    }

    // Bound to the person, once, in time, and to the address that the organisation says is theirs.
    private async Task<Outcome<(Invitation Invitation, Person Person)?>> FindInvitedAsync(Arrival arrival, Person? known, CancellationToken ct)
    {
        Invitation? invitation = await store.FindInvitationAsync(InvitationCode.HashOf(arrival.Code), ct);
        return invitation is not { Closed: null, Address: { } address } || invitation.Expires <= clock.GetUtcNow()
                || await store.FindPersonAsync(invitation.Person, ct) is not { State: not PersonState.Removed } person
                ? Refusal.Missing("invitation-unusable", "This invitation was used, replaced or revoked, or has expired. Ask an administrator for a new one.")
            : known is not null && known.Id != person.Id
                ? Refusal.Conflict("invitation-of-other", "This invitation is for somebody else: your account of the organisation is known here already.")
            : !arrival.Addresses.Contains(address, StringComparer.OrdinalIgnoreCase)
                ? Refusal.Forbidden("other-address", "This invitation is for another address than the one that your organisation says is yours.")
            : (invitation, person);
    }

    private static string Cut(string text) => text.Length > Limits.Name ? text[..Limits.Name] : text;
}
