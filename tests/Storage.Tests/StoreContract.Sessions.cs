using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Storage.Tests;

/// <content>Where people are signed in.</content>
public abstract partial class StoreContract
{
    private static readonly PersonId Zoe = new("zoe");

    [Fact]
    public async Task Sessions_are_found_by_their_id_and_listed_last_used_first()
    {
        SignInSession laptop = Session("laptop"), phone = Session("phone") with { LastSeen = Samples.Noon.AddHours(1) };
        await Store.CommitAsync(new Commit(Samples.Draft()) { Sessions = [laptop, phone, Session("other") with { Person = new PersonId("yan") }] }, Ct);

        Assert.Equal(laptop, await Store.FindSessionAsync("laptop", Ct));
        Assert.Null(await Store.FindSessionAsync("none", Ct));
        Assert.Equal([phone, laptop], await Store.ListSessionsAsync(Zoe, Ct));
    }

    [Fact]
    public async Task A_session_that_was_used_needs_no_audit_entry_and_one_that_has_ended_stays_so()
    {
        await Store.CommitAsync(new Commit(Samples.Draft()) { Sessions = [Session("laptop")] }, Ct);
        int entries = (await Store.ReadAuditAsync(new(null, 9), Ct)).Count;
        await Store.CommitAsync(Commit.Seen(Session("laptop") with { LastSeen = Samples.Noon.AddMinutes(5) }), Ct);
        Assert.Equal(Samples.Noon.AddMinutes(5), (await Store.FindSessionAsync("laptop", Ct))!.LastSeen);
        Assert.Equal(entries, (await Store.ReadAuditAsync(new(null, 9), Ct)).Count);

        await Store.CommitAsync(new Commit(Samples.Draft()) { Sessions = [Session("laptop") with { Ended = Samples.Noon.AddMinutes(6) }] }, Ct);
        await Store.CommitAsync(Commit.Seen(Session("laptop") with { LastSeen = Samples.Noon.AddMinutes(7) }), Ct);

        Assert.Equal(Samples.Noon.AddMinutes(6), (await Store.FindSessionAsync("laptop", Ct))!.Ended);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("account")]
    [InlineData("removal")]
    public async Task Another_password_an_account_begun_anew_and_a_removal_end_them(string what)
    {
        var zoe = new Person(Zoe, "Zoe", "zoe", Roles.Holder, PersonState.Active, Samples.Noon);
        await Store.CommitAsync(new Commit(Samples.Draft()) { People = [zoe], Accounts = [new NewAccount(Zoe, "zoe", "hash")], Sessions = [Session("laptop")] }, Ct);

        await Store.CommitAsync(what switch
        {
            "password" => new Commit(Samples.Draft()) { Passwords = [new NewPassword(Zoe, "other")] },
            "account" => new Commit(Samples.Draft()) { Accounts = [new NewAccount(Zoe, "zoe", "other")] },
            _ => new Commit(Samples.Draft()) { People = [zoe with { State = PersonState.Removed }] },
        }, Ct);

        Assert.NotNull((await Store.FindSessionAsync("laptop", Ct))!.Ended);
    }

    [Fact]
    public async Task With_a_new_one_those_that_nobody_used_for_a_day_are_gone()
    {
        await Store.CommitAsync(new Commit(Samples.Draft()) { Sessions = [Session("old"), Session("used") with { LastSeen = Samples.Noon.AddHours(2) }] }, Ct);
        DateTimeOffset later = Samples.Noon + SignInSession.KeptFor + TimeSpan.FromHours(1);

        await Store.CommitAsync(new Commit(Samples.Draft()) { Sessions = [Session("new") with { SignedIn = later, LastSeen = later }] }, Ct);

        Assert.Equal(["new", "used"], (await Store.ListSessionsAsync(Zoe, Ct)).Select(s => s.Id));
    }

    private static SignInSession Session(string id) => new(id, Zoe, "Firefox on Windows", "192.0.2.7", Samples.Noon, Samples.Noon);
}
