using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>What someone sees who opens an invitation.</summary>
/// <param name="Person">Whom it is for.</param>
/// <param name="InvitedBy">Who made it.</param>
/// <param name="Expires">Until when it can be used.</param>
/// <param name="Address">The address of the organisation that it is bound to; null for an account that is kept here.</param>
/// <param name="Console">What the console is known by; null before it has a name.</param>
public sealed record InvitationView(Person Person, string InvitedBy, DateTimeOffset Expires, string? Address, Fingerprint? Console);

/// <summary>An invited person sets up their own passkey or password, on their own device.</summary>
public sealed class AcceptInvitation(CeremonyRoom room, IConsoleStore store, TimeProvider clock)
{
    private static readonly Refusal Unusable = Refusal.Missing(
        "invitation-unusable", "This invitation was used, replaced or revoked, or has expired. Ask an administrator for a new one.");

    private static readonly Refusal SignedInAsOther = Refusal.Conflict(
        "signed-in-as-other", "You are signed in here as somebody else, and this invitation is not for you. Sign out first; if it is not for you, hand it back.");

    /// <summary>Who is invited by whom, while the invitation can be used.</summary>
    public async Task<Outcome<InvitationView>> LookAsync(string code, CancellationToken ct)
    {
        if (await FindAsync(code, ct) is not { } found)
        {
            return Unusable;
        }

        Person? by = await store.FindPersonAsync(found.Invitation.By, ct);
        return new InvitationView(
            found.Person, by?.Name ?? "an administrator", found.Invitation.Expires, found.Invitation.Address, await ConsoleIdentity.FindAsync(store, ct));
    }

    /// <param name="code">From the link.</param>
    /// <param name="chosen">What they sign in with from now on; what they had before is gone.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    /// <param name="signedIn">Who is signed in in that browser; null for nobody.</param>
    public async Task<Outcome<Person>> RunAsync(string code, Credentials chosen, CancellationToken ct, PersonId? signedIn = null)
    {
        using CeremonyRoom.Visit visit = await room.EnterAsAnybodyAsync("invitation.accept", "", ct);
        if (await FindAsync(code, ct) is not { Invitation.Address: null } found)
        {
            return await visit.Scribe.RefuseAsync(Unusable);
        }

        if (signedIn is { } other && other != found.Person.Id)
        {
            return await visit.Scribe.RefuseAsync(SignedInAsOther);
        }

        Person active = found.Person with { State = PersonState.Active };
        await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"{active.Name} accepted the invitation and chose {chosen.InWords}.", active.Id.Value))
        {
            People = [active],
            Invitations = [found.Invitation with { Closed = visit.Scribe.Now }],
            Accounts = [chosen.AccountOf(active)],
            Passkeys = chosen.PasskeysOf(active, visit.Scribe.Now),
            Devices = [.. (await store.ListDevicesAsync(active.Id, ct)).Where(d => d.IsPasskey).Select(d => d with { RemovedAt = visit.Scribe.Now })],
        });
        return active;
    }

    private async Task<(Invitation Invitation, Person Person)?> FindAsync(string code, CancellationToken ct) =>
        await store.FindInvitationAsync(InvitationCode.HashOf(code), ct) is { Closed: null } invitation
        && invitation.Expires > clock.GetUtcNow()
        && await store.FindPersonAsync(invitation.Person, ct) is { State: not PersonState.Removed } person
            ? (invitation, person)
            : null;
}
