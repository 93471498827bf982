using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Addresses_of_people_and_invitations_come_back()
    {
        Person ada = Samples.Person("ada") with { Address = "ada@example.org" };
        var invitation = new Invitation("hash", ada.Id, ada.Id, Samples.Noon, Samples.Noon.AddDays(7), null) { Address = "ada@example.org" };
        await Store.CommitAsync(new Commit(Samples.Draft()) { People = [ada], Invitations = [invitation] }, Ct);

        Assert.Equal(ada, await Store.FindPersonAsync(ada.Id, Ct));
        Assert.Equal(invitation, await Store.FindInvitationAsync("hash", Ct));
    }

    [Fact]
    public async Task A_person_is_found_in_three_ways()
    {
        Person ada = Samples.Person("Ada@Example.org", "tenant/object");
        Assert.False(await Store.AnyPersonAsync(Ct));
        await SaveAsync(ada);

        Assert.True(await Store.AnyPersonAsync(Ct));
        Assert.Equal(ada, await Store.FindPersonAsync(ada.Id, Ct));
        Assert.Equal(ada, await Store.FindPersonBySignInNameAsync("aDA@example.ORG", Ct));
        Assert.Equal(ada, await Store.FindPersonByExternalAsync("tenant/object", Ct));
    }

    [Fact]
    public async Task An_unknown_person_is_found_in_none()
    {
        await SaveAsync(Samples.Person("ada"));

        Assert.Null(await Store.FindPersonAsync(PersonId.New(), Ct));
        Assert.Null(await Store.FindPersonBySignInNameAsync("bob", Ct));
        Assert.Null(await Store.FindPersonByExternalAsync("TENANT/object", Ct));
    }

    [Fact]
    public async Task A_changed_person_replaces_the_former()
    {
        Person ada = Samples.Person("ada");
        await SaveAsync(ada);
        Person changed = ada with { Name = "Ada L.", SignInName = "adal", Roles = Roles.None, State = PersonState.Removed };
        await SaveAsync(changed);

        Assert.Equal([changed], await Store.ListPeopleAsync(Ct));
        Assert.Null(await Store.FindPersonBySignInNameAsync("ada", Ct));
    }

    [Fact]
    public async Task People_are_listed_by_name_the_removed_included()
    {
        Person zoe = Samples.Person("Zoe"), ada = Samples.Person("ada"), bob = Samples.Person("Bob") with { State = PersonState.Removed };
        await SaveAsync(zoe, ada, bob);

        Assert.Equal([ada, bob, zoe], await Store.ListPeopleAsync(Ct));
    }

    [Fact]
    public async Task A_sign_in_name_is_unique_without_regard_to_case()
    {
        await SaveAsync(Samples.Person("Ada"));

        await RefusedAsync(
            new Commit(Samples.Draft()) { People = [Samples.Person("aDA")] }, "This sign-in name is taken: choose another.");
        Assert.Single(await Store.ListPeopleAsync(Ct));
    }

    [Fact]
    public async Task An_account_of_the_identity_provider_belongs_to_one_person()
    {
        await SaveAsync(Samples.Person("ada", "tenant/object"), Samples.Person("bob"), Samples.Person("cay"));

        await RefusedAsync(
            new Commit(Samples.Draft()) { People = [Samples.Person("eve", "tenant/object")] },
            "This account of the identity provider already belongs to a person.");
    }

    private Task SaveAsync(params Person[] people) => Store.CommitAsync(new Commit(Samples.Draft()) { People = people }, Ct);
}
