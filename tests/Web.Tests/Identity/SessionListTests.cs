using System.Net;
using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

/// <summary>Where somebody is signed in, and how it ends.</summary>
public sealed class SessionListTests : IDisposable
{
    private readonly ConsoleApp _app = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task The_account_page_lists_every_session_and_marks_this_one()
    {
        await _app.SetUpAsync();
        Visitor here = await _app.SignInAsync("ada");
        await _app.SignInAsync("ada");

        Page account = await here.GetAsync("/account");

        Assert.Equal(2, account.Html.QuerySelectorAll(".sessions li").Length);
        Assert.Contains("this one", account.Html.QuerySelector(".sessions li")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Signed in just now, last seen just now", account.Html.QuerySelector(".sessions")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_ended_opens_nothing_any_more_and_the_others_go_on()
    {
        await _app.SetUpAsync();
        (Visitor here, Visitor there) = (await _app.SignInAsync("ada"), await _app.SignInAsync("ada"));
        Page account = await here.GetAsync("/account");
        string other = account.Html.QuerySelector(".sessions button")!.GetAttribute("value")!;

        Page done = await here.PostAsync("/account", account.NamedForm("session-end"), ("Form.Session", other));

        Assert.Equal("/account", done.Location);
        Assert.StartsWith("/sign-in", (await there.GetAsync("/account")).Location, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/account")).Status);
        Assert.Equal("Ada", Assert.Single(await _app.AuditAsync("session.end")).ActorName);
    }

    [Fact]
    public async Task All_others_end_at_once()
    {
        await _app.SetUpAsync();
        Visitor[] visitors = [await _app.SignInAsync("ada"), await _app.SignInAsync("ada"), await _app.SignInAsync("ada")];

        await visitors[0].PostAsync("/account", (await visitors[0].GetAsync("/account")).NamedForm("session-end-others"));

        Assert.Equal(HttpStatusCode.OK, (await visitors[0].GetAsync("/account")).Status);
        Assert.All(await Task.WhenAll(visitors[1].GetAsync("/account"), visitors[2].GetAsync("/account")), p => Assert.Equal(HttpStatusCode.Found, p.Status));
    }

    [Fact]
    public async Task A_session_of_somebody_else_is_not_ended_by_its_id()
    {
        Person ada = await _app.SetUpAsync();
        await _app.AddAsync(ada, "Ben", Roles.Holder);
        Visitor victim = await _app.SignInAsync("ada");
        Visitor ben = await _app.SignInAsync("ben");
        SignInSession hers = Assert.Single(await _app.Store.ListSessionsAsync(ada.Id, Stop));

        Page refused = await ben.PostAsync("/account", (await ben.GetAsync("/account")).NamedForm("session-end"), ("Form.Session", hers.Id));

        Assert.Contains("You are not signed in there any more.", refused.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await victim.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task A_session_that_an_administrator_ended_is_over_for_its_open_pages_and_after_a_restart_too()
    {
        Person ada = await _app.SetUpAsync();
        Person ben = await _app.AddAsync(ada, "Ben", Roles.Holder);
        Visitor visitor = await _app.SignInAsync("ben");
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account")).Status);

        await _app.Services.GetRequiredService<EndSessions>().EndAllOfAsync(ada.Id, ben.Id, Stop);

        Assert.StartsWith("/sign-in", (await visitor.GetAsync("/account")).Location, StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(await _app.Store.ListSessionsAsync(ben.Id, Stop)).Ended);
    }

    [Fact]
    public async Task Use_is_written_down_every_few_minutes_and_not_more_often()
    {
        Person ada = await _app.SetUpAsync();
        Visitor visitor = await _app.SignInAsync("ada");
        _app.Clock!.Advance(TimeSpan.FromMinutes(4));
        await visitor.GetAsync("/account");
        DateTimeOffset before = Assert.Single(await _app.Store.ListSessionsAsync(ada.Id, Stop)).LastSeen;

        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        await visitor.GetAsync("/account");

        Assert.Equal(before + SignInSession.SeenEvery, Assert.Single(await _app.Store.ListSessionsAsync(ada.Id, Stop)).LastSeen);
    }
}
