using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.People;

public sealed class SessionTests
{
    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task Somebody_ends_one_session_or_all_but_the_one_they_are_in()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        foreach (string id in new[] { "here", "phone", "cafe" })
        {
            await SignInAsync(c, Ada, id);
        }

        (await c.Sessions.EndAsync(Ada, "cafe", Ct)).Value();
        Assert.Equal(["here", "phone"], await OpenAsync(c, Ada));

        (await c.Sessions.EndOthersAsync(Ada, "here", Ct)).Value();
        Assert.Equal(["here"], await OpenAsync(c, Ada));
        Assert.Equal("session.end-others", (await c.LastEntryAsync()).Draft.Act);
    }

    [Fact]
    public async Task Nobody_ends_or_sees_a_session_of_somebody_else_but_an_administrator()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        await SignInAsync(c, Ada, "here");

        Assert.Equal("no-such-session", (await c.Sessions.EndAsync(Ben, "here", Ct)).Refusal?.Code);
        Assert.Equal("not-allowed", (await c.Sessions.EndAllOfAsync(Ben, Ada, Ct)).Refusal?.Code);
        Assert.Empty(await c.Sessions.ListAsync(Ben, Ada, Ct));
        Assert.Single(await c.Sessions.ListAsync(Olga, Ada, Ct));

        (await c.Sessions.EndAllOfAsync(Olga, Ada, Ct)).Value();
        Assert.Empty(await OpenAsync(c, Ada));
        Assert.Equal("Ended the sessions of Ada: 1.", (await c.LastEntryAsync()).Draft.Detail);
    }

    [Fact]
    public async Task A_session_that_nobody_used_for_twelve_hours_is_not_listed()
    {
        using TestConsole c = await TestConsole.WithPeopleAsync();
        await SignInAsync(c, Ada, "here");
        c.Clock.Advance(SignInSession.Lasts);

        Assert.Empty(await c.Sessions.ListAsync(Ada, Ada, Ct));
    }

    private static Task SignInAsync(TestConsole c, PersonId person, string id) => c.SignIn.RunAsync(
        person.Value, Of(person, Roles.Holder), AuditDraft.DoneOutcome, "Signed in.", session: new SignInSession(id, person, "Firefox on Windows", "::1", c.Clock.GetUtcNow(), c.Clock.GetUtcNow()));

    private static async Task<IEnumerable<string>> OpenAsync(TestConsole c, PersonId person) =>
        (await c.Sessions.ListAsync(person, person, Ct)).Select(s => s.Id).Order(StringComparer.Ordinal);
}
