using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>A person with the code of their fresh invitation; it is shown to the administrator once and not kept.</summary>
public sealed record Invited(Person Person, string Code, DateTimeOffset Expires);

/// <summary>An administrator adds people, invites them, changes their roles, removes them.</summary>
public sealed class ManagePeople(CeremonyRoom room, IConsoleStore store, SealEngine engine)
{
    /// <summary>How long an invitation can be used.</summary>
    public static readonly TimeSpan InvitationLasts = TimeSpan.FromDays(7);

    private static readonly Refusal NoSuchPerson = Refusal.Missing("no-such-person", "There is no such person.");

    private static readonly Refusal NoInvitation = Refusal.Missing(
        "no-invitation", "There is no invitation to revoke: it was used or revoked already, or it has expired.");

    private static readonly Refusal LastAdministrator = Refusal.Conflict(
        "last-administrator", "This is the only active administrator. Give somebody else the role first.");

    public Task<Outcome<Invited>> AddAsync(PersonId caller, PersonDraft draft, CancellationToken ct) =>
        room.StepAsync<Invited>(caller, ConsoleActs.AddPerson, "", async visit =>
        {
            if (!draft.Check().TryGet(out PersonDraft? good, out Refusal? refusal))
            {
                return refusal;
            }

            if (good.Roles.HasFlag(Roles.Administrator) && await visit.Scribe.NeedsSecondAsync(ct))
            {
                return FourEyesRefusals.NotAlone;
            }

            if (await store.FindPersonBySignInNameAsync(good.SignInName, ct) is not null)
            {
                return Refusal.Conflict("sign-in-name-taken", "Somebody already signs in with this name. Choose another.");
            }

            var person = new Person(PersonId.New(), good.Name, good.SignInName, good.Roles, PersonState.Invited, visit.Scribe.Now)
            {
                Address = good.Address,
            };
            string bound = good.IsOfOrganisation ? $", with the account {good.Address} of the organisation" : "";
            return await InviteAsync(visit.Scribe, person, good.IsOfOrganisation ? good.Address : null, $"{person.Name} added as {InWords(person.Roles)} and invited{bound}.", ct);
        }, ct);

    /// <summary>A new link; earlier ones stop working. Also lets someone who forgot their password set another.</summary>
    public Task<Outcome<Invited>> InviteAgainAsync(PersonId caller, PersonId id, CancellationToken ct) =>
        room.StepAsync<Invited>(caller, ConsoleActs.InvitePerson, id.Value, async visit =>
            await store.FindPersonAsync(id, ct) is not { State: not PersonState.Removed } person ? NoSuchPerson
            : person.External is not null ? Refusal.Conflict("external-person", "This person signs in through your organisation and needs no invitation.")
            : person.Roles.HasFlag(Roles.Administrator) && await visit.Scribe.NeedsSecondAsync(ct) ? FourEyesRefusals.NotAlone
            : await InviteAsync(visit.Scribe, person, await store.ListInvitationsAsync(id, ct) is [var newest, ..] ? newest.Address : null, $"{person.Name} invited again.", ct), ct);

    /// <summary>Their link opens nothing any more.</summary>
    public Task<Outcome<Done>> RevokeInvitationAsync(PersonId caller, PersonId id, CancellationToken ct) =>
        room.StepAsync<Done>(caller, ConsoleActs.RevokeInvitation, id.Value, async visit =>
        {
            Invitation[] open = [.. (await store.ListInvitationsAsync(id, ct)).Where(i => i.Closed is null && i.Expires > visit.Scribe.Now)];
            if (open.Length == 0 || await store.FindPersonAsync(id, ct) is not { } person)
            {
                return NoInvitation;
            }

            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"The invitation of {person.Name} was revoked."))
            {
                Invitations = [.. open.Select(i => i with { Closed = visit.Scribe.Now })],
            });
            return Done.It;
        }, ct);

    /// <summary>Whose link can be used, and until when; for whoever may invite.</summary>
    public async Task<IReadOnlyDictionary<PersonId, DateTimeOffset>> ListInvitedAsync(Rights rights, CancellationToken ct)
    {
        var invited = new Dictionary<PersonId, DateTimeOffset>();
        if (rights.May(ConsoleActs.InvitePerson))
        {
            foreach (Person other in await store.ListPeopleAsync(ct))
            {
                if ((await store.ListInvitationsAsync(other.Id, ct)).FirstOrDefault(i => i.Closed is null && i.Expires > room.Now) is { } open)
                {
                    invited[other.Id] = open.Expires;
                }
            }
        }

        return invited;
    }

    public Task<Outcome<Person>> ChangeRolesAsync(Caller caller, PersonId id, Roles roles, CancellationToken ct) =>
        room.StepAsync<Person>(caller, ConsoleActs.ChangeRoles, id.Value, async visit =>
        {
            roles &= PersonDraft.AllRoles;
            Person? person = await store.FindPersonAsync(id, ct);
            Refusal? refusal = person is null or { State: PersonState.Removed } ? NoSuchPerson
                : roles is Roles.None ? Refusal.Invalid("no-role", "Choose at least one role.")
                : !roles.HasFlag(Roles.Administrator) && await IsLastAdministratorAsync(person, ct) ? LastAdministrator
                : !roles.HasFlag(Roles.Holder) && await TooFewWithoutAsync(person, ct) is { } tooFew ? tooFew
                : !roles.HasFlag(Roles.Administrator) && await FourEyesNeedAsync(person, ct) is { } needed ? needed
                : ((person.Roles | roles) & Roles.Administrator) == 0 ? null
                : await visit.Scribe.SecondAsync(ProposedSights.Roles(person, roles, InWords), ct);
            if (refusal is not null)
            {
                return refusal;
            }

            Person changed = person! with { Roles = roles };
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"{changed.Name} is now {InWords(roles)}.")) { People = [changed] });
            return changed;
        }, ct);

    /// <summary>They can no longer sign in; in rosters and records they stay by name.</summary>
    public Task<Outcome<Person>> RemoveAsync(Caller caller, PersonId id, CancellationToken ct) =>
        room.StepAsync<Person>(caller, ConsoleActs.RemovePerson, id.Value, async visit =>
        {
            Person? person = await store.FindPersonAsync(id, ct);
            Refusal? refusal = person is null or { State: PersonState.Removed } ? NoSuchPerson
                : await IsLastAdministratorAsync(person, ct) ? LastAdministrator
                : await TooFewWithoutAsync(person, ct) is { } tooFew ? tooFew
                : await FourEyesNeedAsync(person, ct) is { } needed ? needed
                : !person.Roles.HasFlag(Roles.Administrator) ? null
                : await visit.Scribe.SecondAsync(ProposedSights.Remove(person, InWords), ct);
            if (refusal is not null)
            {
                return refusal;
            }

            Person removed = person! with { State = PersonState.Removed };
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"{removed.Name} removed."))
            {
                People = [removed],
                Invitations = await CloseAllAsync(id, visit.Scribe.Now, ct),
            });
            return removed;
        }, ct);

    /// <summary>Everybody, for pages that let people be chosen; any signed-in person may see the names.</summary>
    public async Task<IReadOnlyList<Person>> ListAsync(PersonId caller, CancellationToken ct) =>
        await store.FindPersonAsync(caller, ct) is { State: PersonState.Active } ? await store.ListPeopleAsync(ct) : [];

    private static string InWords(Roles roles) => roles.ToString().ToLowerInvariant();

    private async Task<Outcome<Invited>> InviteAsync(Scribe scribe, Person person, string? bound, string sentence, CancellationToken ct)
    {
        string code = InvitationCode.New();
        var invitation = new Invitation(
            InvitationCode.HashOf(code), person.Id, scribe.Actor!.Id, scribe.Now, scribe.Now + InvitationLasts, null)
        {
            Address = bound,
        };
        await scribe.SaveAsync(new Commit(scribe.Note(sentence, person.Id.Value))
        {
            People = [person],
            Invitations = [.. await CloseAllAsync(person.Id, scribe.Now, ct), invitation],
        });
        return new Invited(person, code, invitation.Expires);
    }

    private async Task<IReadOnlyList<Invitation>> CloseAllAsync(PersonId person, DateTimeOffset now, CancellationToken ct) =>
    [
        .. (await store.ListInvitationsAsync(person, ct)).Where(i => i.Closed is null).Select(i => i with { Closed = now }),
    ];

    // Nobody may take away the last people who together can open the vault: a removal cannot be undone.
    private async Task<Refusal?> TooFewWithoutAsync(Person person, CancellationToken ct)
    {
        SealStatus status = await engine.ReadStatusAsync(ct);
        if (status.Current is not { } set)
        {
            return null;
        }

        IReadOnlyList<RosterEntry> roster = await store.ListRosterAsync(set.Id, ct);
        HashSet<PersonId> able =
        [
            .. (await store.ListPeopleAsync(ct)).Where(p => p.State is not PersonState.Removed && p.Roles.HasFlag(Roles.Holder)).Select(p => p.Id),
        ];
        int left = roster.Count(r => r.Person != person.Id && able.Contains(r.Person));
        return roster.Any(r => r.Person == person.Id) && left < set.Scheme.Threshold
            ? Refusal.Conflict("too-few-holders", string.Create(
                CultureInfo.InvariantCulture,
                $"Without {person.Name} only {left} holders of the current shares would be left, and {set.Scheme.Threshold} are needed to {(status.OpensItself ? "authorise a change" : "open the vault")}. Rekey to other people first."))
            : null;
    }

    // Where two must agree, two must be left.
    private async Task<Refusal?> FourEyesNeedAsync(Person person, CancellationToken ct) =>
        person.Is(Roles.Administrator)
        && await FourEyesRule.IsOnAsync(store, ct)
        && FourEyesRule.Able(await store.ListPeopleAsync(ct)).Count() <= FourEyesRule.FewestAdministrators
            ? FourEyesRefusals.NeedsTwo(person)
            : null;

    private async Task<bool> IsLastAdministratorAsync(Person person, CancellationToken ct) =>
        person.Is(Roles.Administrator)
        && (await store.ListPeopleAsync(ct)).Count(p => p.Is(Roles.Administrator)) == 1;
}
