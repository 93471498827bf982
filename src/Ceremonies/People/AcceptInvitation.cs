using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>What someone sees who opens an invitation.</summary>
public sealed record InvitationView(Person Person, string InvitedBy, DateTimeOffset Expires);

/// <summary>An invited person sets up their own passkey or password, on their own device.</summary>
public sealed class AcceptInvitation(CeremonyRoom room, IConsoleStore store, TimeProvider clock)
{
    private static readonly Refusal Unusable = Refusal.Missing(
        "invitation-unusable", "This invitation was used, replaced or has expired. Ask an administrator for a new one.");

    /// <summary>Who is invited by whom, while the invitation can be used.</summary>
    public async Task<Outcome<InvitationView>> LookAsync(string code, CancellationToken ct)
    {
        if (await FindAsync(code, ct) is not { } found)
        {
            return Unusable;
        }

        Person? by = await store.FindPersonAsync(found.Invitation.By, ct);
        return new InvitationView(found.Person, by?.Name ?? "an administrator", found.Invitation.Expires);
    }

    /// <param name="code">From the link.</param>
    /// <param name="chosen">What they sign in with from now on; what they had before is gone.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public async Task<Outcome<Person>> RunAsync(string code, Credentials chosen, CancellationToken ct)
    {
        using CeremonyRoom.Visit visit = await room.EnterAsAnybodyAsync("invitation.accept", "", ct);
        if (await FindAsync(code, ct) is not { } found)
        {
            return await visit.Scribe.RefuseAsync(Unusable);
        }

        Person active = found.Person with { State = PersonState.Active };
        await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"{active.Name} accepted the invitation and chose {chosen.InWords}.", active.Id.Value))
        {
            People = [active],
            Invitations = [found.Invitation with { Closed = visit.Scribe.Now }],
            Accounts = [chosen.AccountOf(active)],
            Passkeys = chosen.PasskeysOf(active, visit.Scribe.Now),
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
