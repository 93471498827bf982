using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task An_authenticator_is_found_as_it_was_stored_and_changed_and_gone_when_removed()
    {
        Person ada = await WithAccountAsync("ada", "hash");
        var first = new Authenticator("encrypted", Samples.Draft().At, 58_000_000, ["aa", "bb"]);
        await SaveAsync(new AuthenticatorChange(ada.Id, null, first));
        await SameAsync(ada, first);
        Authenticator used = first.Used(58_000_001);

        await SaveAsync(new AuthenticatorChange(ada.Id, first.Stamp, used));
        await SameAsync(ada, used);

        await SaveAsync(new AuthenticatorChange(ada.Id, used.Stamp, null));
        Assert.Null((await Store.FindWaysInAsync(ada.Id, Ct))!.Authenticator);
    }

    [Fact]
    public async Task An_authenticator_changes_only_from_what_was_seen_and_only_with_an_account()
    {
        Person ada = await WithAccountAsync("ada", "hash");
        Person cay = Samples.Person("cay");
        await SaveAsync(cay);
        var first = new Authenticator("encrypted", Samples.Draft().At, 1, []);
        await SaveAsync(new AuthenticatorChange(ada.Id, null, first));
        Authenticator used = first.Used(2);
        await SaveAsync(new AuthenticatorChange(ada.Id, first.Stamp, used));

        const string Meanwhile = "This authenticator was used or changed meanwhile.";
        await RefusedAsync(With(new AuthenticatorChange(ada.Id, first.Stamp, first.Used(2))), Meanwhile);
        await RefusedAsync(With(new AuthenticatorChange(ada.Id, first.Stamp, null)), Meanwhile);
        await RefusedAsync(With(new AuthenticatorChange(ada.Id, null, first)), Meanwhile);
        await RefusedAsync(With(new AuthenticatorChange(cay.Id, null, first)), "This person has no account any more.");
        await SameAsync(ada, used);
    }

    [Fact]
    public async Task A_new_account_and_a_removed_person_have_no_authenticator_and_another_password_leaves_it()
    {
        Person ada = await WithAccountAsync("ada", "hash"), bob = await WithAccountAsync("bob", "hash");
        var first = new Authenticator("encrypted", Samples.Draft().At, 1, []);
        await SaveAsync(new AuthenticatorChange(ada.Id, null, first));
        await SaveAsync(new AuthenticatorChange(bob.Id, null, first));
        await Store.CommitAsync(new Commit(Samples.Draft()) { Passwords = [new NewPassword(ada.Id, "other")] }, Ct);
        await SameAsync(ada, first);

        await Store.CommitAsync(new Commit(Samples.Draft()) { Accounts = [new NewAccount(ada.Id, "ada", "hash")] }, Ct);
        await SaveAsync(bob with { State = PersonState.Removed });

        Assert.Null((await Store.FindWaysInAsync(ada.Id, Ct))!.Authenticator);
        Assert.Null((await Store.FindWaysInAsync(bob.Id, Ct))?.Authenticator);
    }

    private static Commit With(AuthenticatorChange change) => new(Samples.Draft()) { Authenticators = [change] };

    private Task SaveAsync(AuthenticatorChange change) => Store.CommitAsync(With(change), Ct);

    private async Task SameAsync(Person person, Authenticator expected) =>
        Assert.Equivalent(expected, (await Store.FindWaysInAsync(person.Id, Ct))!.Authenticator, strict: true);
}
