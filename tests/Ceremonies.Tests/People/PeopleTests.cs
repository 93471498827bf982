using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.People;

public sealed class PeopleTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task The_first_visitor_with_the_code_becomes_administrator_and_nobody_after()
    {
        using var c = TestConsole.Fresh();
        string code = c.Code.Issue();

        Person zoe = (await c.SetUp.RunAsync(code, new PersonDraft("Zoe", "zoe", Roles.Holder), Credentials.Of("hash"), Ct)).Value();

        Assert.Equal(Roles.Administrator | Roles.Holder, zoe.Roles);
        Assert.Equal(("zoe", "hash"), (c.Memory.Accounts.Single().SignInName, c.Memory.Accounts.Single().PasswordHash));
        Assert.Equal("already-set-up", (await c.SetUp.RunAsync(code, new PersonDraft("Yan", "yan", Roles.Holder), Credentials.Of("hash"), Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task Of_many_first_visitors_at_once_one_becomes_administrator()
    {
        using var c = TestConsole.Fresh();
        string code = c.Code.Issue();

        Outcome<Person>[] outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            Task.Run(() => c.SetUp.RunAsync(code, new PersonDraft($"Zoe {i}", $"zoe{i}", Roles.None), Credentials.Of("hash"), Ct), Ct)));

        Assert.Single(outcomes, o => o.Refusal is null);
        Assert.Single(await c.Store.ListPeopleAsync(Ct));
    }

    [Fact]
    public async Task An_invitation_opens_once_and_for_a_week()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        Invited zoe = (await c.People.AddAsync(Olga, new PersonDraft("Zoe", "zoe", Roles.Holder), Ct)).Value();
        Assert.Equal(("Zoe", "Olga"), (await c.Accept.LookAsync(zoe.Code, Ct)).Value() is var v ? (v.Person.Name, v.InvitedBy) : default);

        Assert.Equal(PersonState.Active, (await c.Accept.RunAsync(zoe.Code, Credentials.Of("hash"), Ct)).Value().State);
        Assert.Equal("invitation-unusable", (await c.Accept.RunAsync(zoe.Code, Credentials.Of("hash 2"), Ct)).Refusal?.Code);
        Assert.Equal("hash", c.Memory.Accounts.Single().PasswordHash);

        Invited again = (await c.People.InviteAgainAsync(Olga, zoe.Person.Id, Ct)).Value();
        c.Clock.Advance(ManagePeople.InvitationLasts);
        Assert.Equal("invitation-unusable", (await c.Accept.LookAsync(again.Code, Ct)).Refusal?.Code);
        Assert.Equal("invitation-unusable", (await c.Accept.RunAsync(again.Code, Credentials.Of("hash 3"), Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task A_new_invitation_and_a_removal_close_the_earlier_ones()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        Invited first = (await c.People.AddAsync(Olga, new PersonDraft("Zoe", "zoe", Roles.Holder), Ct)).Value();
        Invited second = (await c.People.InviteAgainAsync(Olga, first.Person.Id, Ct)).Value();
        Assert.Equal("invitation-unusable", (await c.Accept.LookAsync(first.Code, Ct)).Refusal?.Code);
        Assert.Null((await c.Accept.LookAsync(second.Code, Ct)).Refusal);

        (await c.People.RemoveAsync(Olga, first.Person.Id, Ct)).Value();

        Assert.Equal("invitation-unusable", (await c.Accept.RunAsync(second.Code, Credentials.Of("hash"), Ct)).Refusal?.Code);
        Assert.Empty(c.Memory.Accounts);
    }

    [Fact]
    public async Task An_invitation_is_revoked_and_opens_nothing()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        Invited zoe = (await c.People.AddAsync(Olga, new PersonDraft("Zoe", "zoe", Roles.Holder), Ct)).Value();
        Assert.Equal([zoe.Person.Id], (await c.People.ListInvitedAsync(await c.Permissions.OfAsync(Olga, Ct), Ct)).Keys);
        Assert.Empty(await c.People.ListInvitedAsync(await c.Permissions.OfAsync(Ada, Ct), Ct));

        (await c.People.RevokeInvitationAsync(Olga, zoe.Person.Id, Ct)).Value();

        Assert.Equal("invitation-unusable", (await c.Accept.RunAsync(zoe.Code, Credentials.Of("hash"), Ct)).Refusal?.Code);
        Assert.Empty(await c.People.ListInvitedAsync(await c.Permissions.OfAsync(Olga, Ct), Ct));
        Assert.Equal("person.revoke-invitation", (await c.Store.ReadAuditAsync(new(null, 9, "person.revoke"), Ct)).Single().Draft.Act);
    }

    [Fact]
    public async Task An_invitation_that_is_bound_to_an_account_of_the_organisation_is_for_that_account_alone()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        Invited zoe = (await c.People.AddAsync(Olga, new PersonDraft("Zoe", "", Roles.Holder) { Address = "zoe@example.org", IsOfOrganisation = true }, Ct)).Value();
        Assert.Equal("zoe@example.org", (await c.Accept.LookAsync(zoe.Code, Ct)).Value().Address);
        Assert.Equal("invitation-unusable", (await c.Accept.RunAsync(zoe.Code, Credentials.Of("hash"), Ct)).Refusal?.Code); // Not with a password of one's own.

        Person arrived = (await c.SignIn.ExternalAsync(
            "t/1", "Zoe Z.", "ZOE@example.org", Roles.Auditor, "sign-in", Ct, arrival: new Arrival(zoe.Code, ["other@example.org", "ZOE@example.org"]))).Value();

        Assert.Equal((zoe.Person.Id, "t/1", PersonState.Active, Roles.Auditor), (arrived.Id, arrived.External, arrived.State, arrived.Roles)); // The organisation's word on the roles counts.
        Assert.Empty(await c.People.ListInvitedAsync(await c.Permissions.OfAsync(Olga, Ct), Ct));
    }

    [Fact]
    public async Task An_invitation_of_the_organisation_expires_and_the_next_one_is_bound_to_the_same_account()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        Invited zoe = (await c.People.AddAsync(Olga, new PersonDraft("Zoe", "", Roles.Holder) { Address = "zoe@example.org", IsOfOrganisation = true }, Ct)).Value();
        c.Clock.Advance(ManagePeople.InvitationLasts);
        Assert.Equal("invitation-unusable", (await c.SignIn.ExternalAsync("t/1", "Zoe", "zoe@example.org", Roles.Holder, "sign-in", Ct, arrival: new Arrival(zoe.Code, ["zoe@example.org"]))).Refusal?.Code);

        Invited again = (await c.People.InviteAgainAsync(Olga, zoe.Person.Id, Ct)).Value();

        Assert.Equal("zoe@example.org", (await c.Accept.LookAsync(again.Code, Ct)).Value().Address);
    }

    [Fact]
    public async Task The_console_has_a_name_from_its_first_start_on_and_keeps_it()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        await c.Open.RunAsync(Ct);
        Fingerprint first = (await ConsoleIdentity.FindAsync(c.Store, Ct))!;

        await c.Open.RunAsync(Ct);

        Assert.Equal(first.Full, (await ConsoleIdentity.FindAsync(c.Store, Ct))!.Full);
        Assert.Equal(6, first.Words.Count);
    }

    [Fact]
    public async Task Of_two_administrators_removing_each_other_at_once_one_stays()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        (await c.People.ChangeRolesAsync(Olga, Nils, Roles.Administrator, Ct)).Value();

        await Task.WhenAll(
            Task.Run(() => c.People.RemoveAsync(Olga, Nils, Ct), Ct),
            Task.Run(() => c.People.RemoveAsync(Nils, Olga, Ct), Ct));

        Assert.Single(await c.Store.ListPeopleAsync(Ct), p => p.Is(Roles.Administrator));
    }

    [Fact]
    public async Task A_removed_holder_stops_at_once_and_the_others_go_on()
    {
        using TestConsole c = await InitialisedAsync();
        Ceremony unseal = (await c.OpenAsync(CeremonyKind.Unseal))!;
        (await c.People.RemoveAsync(Olga, Ada, Ct)).Value();

        Assert.Equal("not-signed-in", (await c.SubmitAsync(Ada, unseal.Id)).Refusal?.Code);
        (await c.SubmitAsync(Ben, unseal.Id)).Value();
        Assert.Equal(CeremonyStage.Completed, (await c.SubmitAsync(Cleo, unseal.Id)).Value().Stage);
    }

    [Fact]
    public async Task A_long_name_of_the_organisation_is_refused_in_words_when_it_is_taken()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        string name = new('z', 200);
        (await c.SignIn.ExternalAsync("t/1", name, name, Roles.Holder, "sign-in", Ct)).Value();

        Assert.Equal("sign-in-name-taken", (await c.SignIn.ExternalAsync("t/2", name, name, Roles.Holder, "sign-in", Ct)).Refusal?.Code);
    }
}
