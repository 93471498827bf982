using System.Net;
using System.Security.Claims;
using AngleSharp.Html.Dom;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

/// <summary>Sign-in through an organisation's provider, by the code flow, as a browser goes through it.</summary>
public sealed class OrganisationTests : IAsyncLifetime
{
    private readonly ConsoleApp _app = new() { Clock = null };

    private Provider _provider = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await Provider.StartAsync();
        _app.Settings["AzureAd:Authority"] = _provider.Authority;
        _app.Settings["AzureAd:ClientId"] = Provider.ClientId;
        _app.Settings["AzureAd:ClientSecret"] = Provider.ClientSecret;
        _app.Settings["AzureAd:RequireHttpsMetadata"] = "false";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Who_has_an_app_role_is_signed_in_with_it_and_brought_back()
    {
        _provider.AppRoles = ["Administrator", "holder", "something else"];
        Visitor grace = _app.NewVisitor();

        Page back = await SignInAsync(grace, "/people");

        Assert.Equal("/people", back.Location);
        Assert.Equal(HttpStatusCode.OK, (await grace.GetAsync("/people")).Status);
        Person person = Assert.Single(await _app.Store.ListPeopleAsync(Stop));
        Assert.Equal(("Grace Hopper", Roles.Administrator | Roles.Holder, PersonState.Active), (person.Name, person.Roles, person.State));
        Assert.Equal($"{_provider.Authority.TrimEnd('/')}#7f3", person.External);
        Assert.Equal("Grace Hopper", Assert.Single(await _app.AuditAsync("sign-in")).ActorName);
    }

    [Fact]
    public async Task The_same_person_comes_back_with_the_roles_of_that_day()
    {
        _provider.AppRoles = ["administrator"];
        await SignInAsync(_app.NewVisitor(), "/account");

        _provider.AppRoles = ["auditor"];
        Visitor again = _app.NewVisitor();
        await SignInAsync(again, "/account");

        Assert.Equal(Roles.Auditor, Assert.Single(await _app.Store.ListPeopleAsync(Stop)).Roles);
        Assert.Equal(HttpStatusCode.Forbidden, (await again.GetAsync("/people")).Status);
    }

    [Fact]
    public async Task Who_has_no_role_is_told_so_calmly_and_is_not_signed_in()
    {
        Visitor nobody = _app.NewVisitor();

        Page back = await SignInAsync(nobody, "/account");

        Assert.Equal("/not-allowed?reason=no-role", back.Location);
        Assert.Contains("You have no role here yet", (await nobody.GetAsync(back.Location!)).Text, StringComparison.Ordinal);
        Assert.Empty(await _app.Store.ListPeopleAsync(Stop));
        Assert.Equal(HttpStatusCode.Found, (await nobody.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task A_removed_person_stays_out_whatever_the_provider_says()
    {
        _provider.AppRoles = ["administrator"];
        await SignInAsync(_app.NewVisitor(), "/account");
        Person boss = Assert.Single(await _app.Store.ListPeopleAsync(Stop));
        (_provider.Subject, _provider.Name, _provider.AppRoles) = ("8a4", "Ben", ["holder"]);
        Visitor ben = _app.NewVisitor();
        await SignInAsync(ben, "/account");
        Person person = (await _app.Store.ListPeopleAsync(Stop)).Single(p => p.Name == "Ben");

        await _app.Services.GetRequiredService<ManagePeople>().RemoveAsync(boss.Id, person.Id, Stop);

        Assert.Equal(HttpStatusCode.Found, (await ben.GetAsync("/account")).Status);
        Assert.Equal("/not-allowed?reason=removed", (await SignInAsync(_app.NewVisitor(), "/account")).Location);
    }

    [Fact]
    public async Task Who_declines_at_the_provider_is_told_so()
    {
        _provider.Declines = true;

        Assert.Equal("/not-allowed?reason=cancelled", (await SignInAsync(_app.NewVisitor(), "/account")).Location);
    }

    [Fact]
    public async Task An_answer_that_nobody_asked_for_signs_nobody_in()
    {
        var forged = new HttpRequestMessage(HttpMethod.Post, "/signin-oidc")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("code", "x"), KeyValuePair.Create("state", "y")]),
        };

        Assert.Equal("/not-allowed?reason=failed", (await _app.NewVisitor().SendAsync(forged)).Location);
    }

    [Fact]
    public void A_token_must_be_for_this_console_and_from_that_provider()
    {
        OpenIdConnectOptions options = _app.Services.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(OpenIdConnectDefaults.AuthenticationScheme);

        Assert.True(options.TokenValidationParameters is { ValidateAudience: true, ValidateIssuer: true, ValidAudience: Provider.ClientId });
        Assert.Equal("code", options.ResponseType);
    }

    [Fact]
    public async Task There_is_no_set_up_no_password_and_no_invitation()
    {
        Visitor visitor = _app.NewVisitor();

        Assert.Equal("/sign-in", (await visitor.GetAsync("/setup")).Location);
        Page signIn = await visitor.GetAsync("/sign-in?returnUrl=%2Fkeys");
        Assert.Null(signIn.Html.QuerySelector("input[type=password]"));
        Assert.Equal("/account/challenge?returnUrl=%2Fkeys", signIn.Html.QuerySelector("main a.button")?.GetAttribute("href"));
        Assert.Contains("need no invitation", (await visitor.GetAsync("/invitation/abc")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_gets_401_and_no_way_to_the_provider()
    {
        var negotiate = new HttpRequestMessage(HttpMethod.Post, "/hubs/ceremony/negotiate?negotiateVersion=1");

        Assert.Equal(HttpStatusCode.Unauthorized, (await _app.NewVisitor().SendAsync(negotiate)).Status);
    }

    [Fact]
    public async Task Signing_out_goes_on_to_the_provider_and_its_form_may()
    {
        _provider.AppRoles = ["holder"];
        Visitor grace = _app.NewVisitor();
        await SignInAsync(grace, "/account");
        Page account = await grace.GetAsync("/account");

        Page @out = await grace.PostAsync("/account", account.Form("/account/sign-out"));

        Assert.StartsWith($"{_provider.Authority}logout", @out.Location, StringComparison.Ordinal);
        string policy = account.Response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains($"form-action 'self' {new Uri(_provider.Authority).GetLeftPart(UriPartial.Authority)};", policy, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await grace.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task Signing_in_is_a_proof_only_if_the_provider_asked_just_now()
    {
        _provider.AppRoles = ["administrator"];
        _provider.AuthenticatedAt = TimeProvider.System.GetUtcNow() - FreshProof.Lasts;
        Visitor grace = _app.NewVisitor();
        string session = "";
        Proofs.Given += of => session = of;

        await SignInAsync(grace, "/account");
        string first = session;
        Assert.False(await HasProofAsync(session));

        Assert.Equal("/account/proved", (await SignInAsync(grace, "/account/challenge?prove=yes")).Location);
        Assert.Equal(first, session); // The same session goes on.
        Assert.True(await HasProofAsync(session));
        Assert.Equal("Proved at the organisation that it is them.", Assert.Single(await _app.AuditAsync("proof")).Detail);
        Assert.Contains("It is you", (await grace.GetAsync("/account/proved")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_lets_people_through_proves_nothing()
    {
        _provider.AppRoles = ["administrator"];
        (_provider.LetsThrough, _provider.AuthenticatedAt) = (true, TimeProvider.System.GetUtcNow() - FreshProof.Lasts);
        Visitor grace = _app.NewVisitor();
        await SignInAsync(grace, "/account");

        Assert.Equal("/not-allowed?reason=not-fresh", (await SignInAsync(grace, "/account/challenge?prove=yes")).Location);

        Assert.Equal("not-fresh", (await _app.AuditAsync("proof"))[0].Outcome);
        Assert.Equal(HttpStatusCode.OK, (await grace.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task Somebody_elses_proof_is_none_and_changes_nobodys_session()
    {
        _provider.AppRoles = ["administrator"];
        Visitor grace = _app.NewVisitor();
        await SignInAsync(grace, "/account");
        (_provider.Subject, _provider.Name) = ("8a4", "Eve");

        Assert.Equal("/not-allowed?reason=other-person", (await SignInAsync(grace, "/account/challenge?prove=yes")).Location);

        Assert.Contains("Grace Hopper", (await grace.GetAsync("/account")).Text, StringComparison.Ordinal);
        Assert.Equal(("other-person", "Grace Hopper"), (await _app.AuditAsync("proof")).Select(e => (e.Outcome, e.ActorName)).First());
    }

    private Proofs Proofs => _app.Services.GetRequiredService<Proofs>();

    private async Task<bool> HasProofAsync(string session)
    {
        string person = Assert.Single(await _app.Store.ListPeopleAsync(Stop)).Id.Value;
        return Proofs.Has(new ClaimsPrincipal(new ClaimsIdentity([new Claim(PersonClaims.Person, person), new Claim(PersonClaims.Session, session)])));
    }

    // To the provider, which answers with a form that the browser posts back here.
    private async Task<Page> SignInAsync(Visitor visitor, string page)
    {
        Page challenge = await visitor.GetAsync(page);
        Assert.StartsWith(_provider.Authority, challenge.Location, StringComparison.Ordinal);
        using var elsewhere = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        Page answer = await Page.OfAsync(await elsewhere.GetAsync(challenge.Location, Stop));
        IHtmlFormElement form = answer.Form();
        Assert.Equal("https://localhost/signin-oidc", form.GetAttribute("action"));
        return await visitor.PostAsync("/signin-oidc", form);
    }
}
