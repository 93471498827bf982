using System.Net;
using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

public sealed class SessionTests : IDisposable
{
    private readonly ConsoleApp _app = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ManagePeople People => _app.Services.GetRequiredService<ManagePeople>();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_removed_persons_session_ends_at_once()
    {
        Person ada = await _app.SetUpAsync();
        Person ben = await _app.AddAsync(ada, "Ben", Roles.Holder);
        Visitor visitor = await _app.SignInAsync("ben");
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/account")).Status);

        await People.RemoveAsync(ada.Id, ben.Id, Stop);

        Assert.StartsWith("/sign-in", (await visitor.GetAsync("/account")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_roles_are_in_force_without_signing_in_again()
    {
        Person ada = await _app.SetUpAsync();
        Person ben = await _app.AddAsync(ada, "Ben", Roles.Holder);
        Visitor visitor = await _app.SignInAsync("ben");
        Page refused = await visitor.GetAsync("/people");
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("your policies do not open this page", refused.Text, StringComparison.Ordinal);

        await People.ChangeRolesAsync(ada.Id, ben.Id, Roles.Administrator, Stop);

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/people")).Status);
    }

    [Fact]
    public async Task Another_password_ends_the_sessions_elsewhere_and_keeps_this_one()
    {
        await _app.SetUpAsync();
        Visitor here = await _app.SignInAsync("ada");
        Visitor elsewhere = await _app.SignInAsync("ada");

        Page changed = await ChangeAsync(here, ConsoleApp.Password, "nine slow badgers");

        Assert.Equal("/account?changed=yes", changed.Location);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/account")).Status);
        Assert.StartsWith("/sign-in", (await elsewhere.GetAsync("/account")).Location, StringComparison.Ordinal);
        Assert.Equal("Ada", Assert.Single(await _app.AuditAsync("password.change")).ActorName);
    }

    [Fact]
    public async Task The_current_password_is_asked_for_before_another_is_set()
    {
        await _app.SetUpAsync();
        Visitor ada = await _app.SignInAsync("ada");

        Page refused = await ChangeAsync(ada, "five wet herons", "nine slow badgers");

        Assert.Contains("That is not your current password.", refused.Text, StringComparison.Ordinal);
        await _app.SignInAsync("ada");
    }

    [Fact]
    public async Task A_session_ends_after_twelve_idle_hours()
    {
        await _app.SetUpAsync();
        Visitor ada = await _app.SignInAsync("ada");
        _app.Clock!.Advance(TimeSpan.FromHours(7));
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/account")).Status);
        _app.Clock.Advance(TimeSpan.FromHours(7));
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/account")).Status);

        _app.Clock.Advance(TimeSpan.FromHours(13));

        Assert.StartsWith("/sign-in", (await ada.GetAsync("/account")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_was_signed_out_is_over_for_a_copy_of_its_cookie_too_and_others_go_on()
    {
        await _app.SetUpAsync();
        (Visitor here, Visitor elsewhere) = (_app.NewVisitor(), await _app.SignInAsync("ada"));
        Page signedIn = await here.SubmitAsync("/sign-in", ("Form.SignInName", "ada"), ("Form.Password", ConsoleApp.Password));
        string copy = signedIn.Response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("kcc=", StringComparison.Ordinal)).Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, (await WithAsync(copy)).Status);

        await here.PostAsync("/account", (await here.GetAsync("/account")).Form("/account/sign-out"));

        Assert.StartsWith("/sign-in", (await WithAsync(copy)).Location, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/account")).Status);
    }

    private Task<Page> WithAsync(string cookie) =>
        _app.NewVisitor().SendAsync(new HttpRequestMessage(HttpMethod.Get, "/account") { Headers = { { "Cookie", cookie } } });

    [Fact]
    public async Task What_an_open_page_is_told_follows_the_person()
    {
        Person ada = await _app.SetUpAsync();
        Person ben = await _app.AddAsync(ada, "Ben", Roles.Holder);
        Sessions sessions = _app.Services.GetRequiredService<Sessions>();
        ClaimsPrincipal user = await PrincipalAsync(ben);
        Assert.Same(user, await sessions.RefreshAsync(user, Stop));

        await People.ChangeRolesAsync(ada.Id, ben.Id, Roles.Auditor, Stop);
        ClaimsPrincipal? fresh = await sessions.RefreshAsync(user, Stop);
        Assert.True(fresh?.IsInRole(Policies.Auditor));
        Assert.False(fresh?.IsInRole(Policies.Holder));
        Assert.Same(fresh, await sessions.RefreshAsync(fresh!, Stop));

        await People.RemoveAsync(ada.Id, ben.Id, Stop);
        Assert.Null(await sessions.RefreshAsync(fresh!, Stop));
    }

    private static async Task<Page> ChangeAsync(Visitor visitor, string current, string wanted)
    {
        Page account = await visitor.GetAsync("/account");
        return await visitor.PostAsync(
            "/account", account.NamedForm("password"), ("Form.Current", current), ("Form.Wanted", wanted), ("Form.Repeated", wanted));
    }

    private async Task<ClaimsPrincipal> PrincipalAsync(Person person)
    {
        using IServiceScope scope = _app.Services.CreateScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
        return await scope.ServiceProvider
            .GetRequiredService<IUserClaimsPrincipalFactory<IdentityUser>>()
            .CreateAsync((await accounts.FindByIdAsync(person.Id.Value))!);
    }
}
