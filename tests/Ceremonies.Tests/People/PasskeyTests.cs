using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.People;

public sealed class PasskeyTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task A_passkey_is_added_named_and_removed_and_each_is_written_down()
    {
        using TestConsole c = await WithPasskeysAsync();

        Passkey added = (await c.Passkeys.AddAsync(Ben, PasskeyOf(Ada, "bens") with { Name = " Phone " }, Ct)).Value();
        Assert.Equal((Ben, "Phone", c.Clock.GetUtcNow(), null), (added.Person, added.Name, added.Created, added.LastUsed));
        (await c.Passkeys.RenameAsync(Ben, "bens", "Work phone", Ct)).Value();
        Assert.Equal("Work phone", Assert.Single((await c.Store.FindWaysInAsync(Ben, Ct))!.Passkeys).Name);
        (await c.Passkeys.RemoveAsync(Ben, "bens", Ct)).Value();

        Assert.Null(await c.Store.FindPasskeyAsync("bens", Ct));
        Assert.Equal(("passkey.remove", "Removed the passkey \"Work phone\"."), ((await c.LastEntryAsync()).Draft.Act, (await c.LastEntryAsync()).Draft.Detail));
    }

    [Fact]
    public async Task With_a_second_passkey_the_first_may_go()
    {
        using TestConsole c = await WithPasskeysAsync();
        (await c.Passkeys.AddAsync(Ada, PasskeyOf(Ada, "second"), Ct)).Value();

        (await c.Passkeys.RemoveAsync(Ada, "adas", Ct)).Value();

        Assert.Equal("last-way-in", (await c.Passkeys.RemoveAsync(Ada, "second", Ct)).Refusal?.Code);
    }

    [Fact]
    public async Task Whoever_accepts_again_begins_anew_and_the_old_passkeys_are_gone()
    {
        using TestConsole c = await WithPasskeysAsync();
        Invited again = (await c.People.InviteAgainAsync(Olga, Ada, Ct)).Value();

        (await c.Accept.RunAsync(again.Code, Credentials.Of(PasskeyOf(Ada, "found")), Ct)).Value();

        WaysIn ways = (await c.Store.FindWaysInAsync(Ada, Ct))!;
        Assert.Equal("found", Assert.Single(ways.Passkeys).Id);
        Assert.False(ways.HasPassword);
    }

    [Fact]
    public async Task The_first_administrator_is_the_person_their_passkey_was_made_for()
    {
        using var c = TestConsole.Fresh();
        PersonId zoe = PersonId.New();

        Person person = (await c.SetUp.RunAsync(c.Code.Issue(), new PersonDraft("Zoe", "zoe", Roles.None), Credentials.Of(PasskeyOf(zoe, "zoes")), Ct)).Value();

        Assert.Equal(zoe, person.Id);
        Assert.Equal(zoe, (await c.Store.FindPasskeyAsync("zoes", Ct))!.Person);
    }

    [Fact]
    public async Task A_removed_person_keeps_no_passkey()
    {
        using TestConsole c = await WithPasskeysAsync();

        (await c.People.RemoveAsync(Olga, Ada, Ct)).Value();

        Assert.Null(await c.Store.FindPasskeyAsync("adas", Ct));
    }
}
