using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_passkey_is_found_as_it_was_stored_and_changed()
    {
        Person ada = await WithAccountAsync("ada", null);
        Passkey first = PasskeyOf(ada, "AAEC") with { Created = Samples.Draft().At };
        await SavePasskeysAsync(new PasskeyChange(first.Id, first));
        Same(first, await Store.FindPasskeyAsync("AAEC", Ct));

        Passkey used = first with { Name = "Phone", LastUsed = first.Created.AddDays(2), Key = first.Key with { SignCount = 7, BackedUp = true } };
        await SavePasskeysAsync(new PasskeyChange(used.Id, used));

        Same(used, await Store.FindPasskeyAsync("AAEC", Ct));
        WaysIn ways = (await Store.FindWaysInAsync(ada.Id, Ct))!;
        Assert.False(ways.HasPassword);
        Same(used, Assert.Single(ways.Passkeys));
    }

    [Fact]
    public async Task A_passkey_that_was_removed_is_gone_and_removing_it_again_does_nothing()
    {
        Person ada = await WithAccountAsync("ada", "hash");
        await SavePasskeysAsync(new PasskeyChange("AAEC", PasskeyOf(ada, "AAEC")), new PasskeyChange("BBBB", PasskeyOf(ada, "BBBB")));
        await SavePasskeysAsync(new PasskeyChange("AAEC", null));
        await SavePasskeysAsync(new PasskeyChange("AAEC", null));

        Assert.Null(await Store.FindPasskeyAsync("AAEC", Ct));
        Assert.Equal("BBBB", Assert.Single((await Store.FindWaysInAsync(ada.Id, Ct))!.Passkeys).Id);
    }

    [Fact]
    public async Task A_passkey_belongs_to_one_person_who_has_an_account()
    {
        Person ada = await WithAccountAsync("ada", "hash"), bob = await WithAccountAsync("bob", "hash");
        Person cay = Samples.Person("cay");
        await SaveAsync(cay);
        await SavePasskeysAsync(new PasskeyChange("AAEC", PasskeyOf(ada, "AAEC")));

        await RefusedAsync(
            new Commit(Samples.Draft()) { Passkeys = [new PasskeyChange("AAEC", PasskeyOf(bob, "AAEC"))] }, "This passkey belongs to somebody else already.");
        await RefusedAsync(
            new Commit(Samples.Draft()) { Passkeys = [new PasskeyChange("CCCC", PasskeyOf(cay, "CCCC"))] }, "This person has no account any more.");
        await RefusedAsync(
            new Commit(Samples.Draft()) { Passwords = [new NewPassword(cay.Id, "hash")] }, "This person has no account any more.");
        Assert.Equal(ada.Id, (await Store.FindPasskeyAsync("AAEC", Ct))!.Person);
    }

    [Fact]
    public async Task Another_password_leaves_the_passkeys_and_a_new_account_does_not()
    {
        Person ada = await WithAccountAsync("ada", null);
        await SavePasskeysAsync(new PasskeyChange("AAEC", PasskeyOf(ada, "AAEC")));
        await Store.CommitAsync(new Commit(Samples.Draft()) { Passwords = [new NewPassword(ada.Id, "hash")] }, Ct);
        WaysIn both = (await Store.FindWaysInAsync(ada.Id, Ct))!;
        Assert.True(both.HasPassword);
        Assert.Single(both.Passkeys);

        await Store.CommitAsync(
            new Commit(Samples.Draft())
            {
                Accounts = [new NewAccount(ada.Id, "ada", null)],
                Passkeys = [new PasskeyChange("BBBB", PasskeyOf(ada, "BBBB"))],
            },
            Ct);

        WaysIn anew = (await Store.FindWaysInAsync(ada.Id, Ct))!;
        Assert.False(anew.HasPassword);
        Assert.Equal("BBBB", Assert.Single(anew.Passkeys).Id);
    }

    [Fact]
    public async Task A_removed_person_keeps_no_passkey_and_somebody_without_an_account_has_no_way_in()
    {
        Person ada = await WithAccountAsync("ada", "hash");
        await SavePasskeysAsync(new PasskeyChange("AAEC", PasskeyOf(ada, "AAEC")));

        await SaveAsync(ada with { State = PersonState.Removed });

        Assert.Null(await Store.FindPasskeyAsync("AAEC", Ct));
        Assert.Null(await Store.FindWaysInAsync(Samples.Person("bob").Id, Ct));
        Assert.Null(await Store.FindPasskeyAsync("not base64url!", Ct));
    }

    private static Passkey PasskeyOf(Person person, string id) => new(
        id, person.Id, $"Device {id}", Samples.Draft().At, null, new PasskeyKey([1, 2, 3], 3, ["internal", "hybrid"], true, false, [4, 5], [6]));

    private static void Same(Passkey expected, Passkey? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected with { Key = actual.Key }, actual);
        Assert.Equivalent(expected.Key, actual.Key, strict: true);
    }

    private async Task<Person> WithAccountAsync(string name, string? passwordHash)
    {
        Person person = Samples.Person(name);
        await Store.CommitAsync(
            new Commit(Samples.Draft()) { People = [person], Accounts = [new NewAccount(person.Id, name, passwordHash)] }, Ct);
        return person;
    }

    private Task SavePasskeysAsync(params PasskeyChange[] changes) => Store.CommitAsync(new Commit(Samples.Draft()) { Passkeys = changes }, Ct);
}
