using System.Net;
using System.Security.Claims;
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
    private Organisation _all = null!;

    private ConsoleApp App => _all.App;

    private Provider Provider => _all.Provider;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _all = await Organisation.StartAsync();

    public ValueTask DisposeAsync() => _all.DisposeAsync();

    [Fact]
    public async Task Who_has_an_app_role_is_signed_in_with_it_and_brought_back()
    {
        Provider.AppRoles = ["Administrator", "holder", "something else"];
        Visitor grace = App.NewVisitor();

        Page back = await SignInAsync(grace, "/people");

        Assert.Equal("/people", back.Location);
        Assert.Equal(HttpStatusCode.OK, (await grace.GetAsync("/people")).Status);
        Person person = Assert.Single(await App.Store.ListPeopleAsync(Stop));
        Assert.Equal(("Grace Hopper", Roles.Administrator | Roles.Holder, PersonState.Active), (person.Name, person.Roles, person.State));
        Assert.Equal($"{Provider.Authority.TrimEnd('/')}#7f3", person.External);
        Assert.Equal("Grace Hopper", Assert.Single(await App.AuditAsync("sign-in")).ActorName);
    }

    [Fact]
    public async Task The_same_person_comes_back_with_the_roles_of_that_day()
    {
        Provider.AppRoles = ["administrator"];
        await SignInAsync(App.NewVisitor(), "/account");

        Provider.AppRoles = ["auditor"];
        Visitor again = App.NewVisitor();
        await SignInAsync(again, "/account");

        Assert.Equal(Roles.Auditor, Assert.Single(await App.Store.ListPeopleAsync(Stop)).Roles);
        Assert.Equal(HttpStatusCode.Forbidden, (await again.GetAsync("/people")).Status);
    }

    [Fact]
    public async Task Who_has_no_role_is_told_so_calmly_and_is_not_signed_in()
    {
        Visitor nobody = App.NewVisitor();

        Page back = await SignInAsync(nobody, "/account");

        Assert.Equal("/not-allowed?reason=no-role", back.Location);
        Assert.Contains("You have no role here yet", (await nobody.GetAsync(back.Location!)).Text, StringComparison.Ordinal);
        Assert.Empty(await App.Store.ListPeopleAsync(Stop));
        Assert.Equal(HttpStatusCode.Found, (await nobody.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task A_removed_person_stays_out_whatever_the_provider_says()
    {
        Provider.AppRoles = ["administrator"];
        await SignInAsync(App.NewVisitor(), "/account");
        Person boss = Assert.Single(await App.Store.ListPeopleAsync(Stop));
        (Provider.Subject, Provider.Name, Provider.AppRoles) = ("8a4", "Ben", ["holder"]);
        Visitor ben = App.NewVisitor();
        await SignInAsync(ben, "/account");
        Person person = (await App.Store.ListPeopleAsync(Stop)).Single(p => p.Name == "Ben");

        await App.Services.GetRequiredService<ManagePeople>().RemoveAsync(boss.Id, person.Id, Stop);

        Assert.Equal(HttpStatusCode.Found, (await ben.GetAsync("/account")).Status);
        Assert.Equal("/not-allowed?reason=removed", (await SignInAsync(App.NewVisitor(), "/account")).Location);
    }

    [Fact]
    public async Task Who_declines_at_the_provider_is_told_so()
    {
        Provider.Rejection = ("access_denied", "Declined.");

        Assert.Equal("/not-allowed?reason=denied", (await SignInAsync(App.NewVisitor(), "/account")).Location);
    }

    [Fact]
    public async Task An_answer_that_nobody_asked_for_signs_nobody_in()
    {
        var forged = new HttpRequestMessage(HttpMethod.Post, "/signin-oidc")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("code", "x"), KeyValuePair.Create("state", "y")]),
        };

        Assert.Equal("/not-allowed?reason=stale", (await App.NewVisitor().SendAsync(forged)).Location);
    }

    [Fact]
    public void A_token_must_be_for_this_console_and_from_that_provider()
    {
        OpenIdConnectOptions options = App.Services.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(OpenIdConnectDefaults.AuthenticationScheme);

        Assert.True(options.TokenValidationParameters is { ValidateAudience: true, ValidateIssuer: true, ValidAudience: Provider.ClientId });
        Assert.Equal("code", options.ResponseType);
    }

    [Fact]
    public async Task There_is_no_set_up_no_password_and_no_invitation()
    {
        Visitor visitor = App.NewVisitor();

        Assert.Equal("/sign-in", (await visitor.GetAsync("/setup")).Location);
        Page signIn = await visitor.GetAsync("/sign-in?returnUrl=%2Fkeys");
        Assert.Null(signIn.Html.QuerySelector("input[type=password]"));
        Assert.Equal("/account/challenge?returnUrl=%2Fkeys", signIn.Html.QuerySelector("main a.button")?.GetAttribute("href"));
        Assert.Contains("Ask an administrator for a new one", (await visitor.GetAsync("/invitation/abc")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_gets_401_and_no_way_to_the_provider()
    {
        var negotiate = new HttpRequestMessage(HttpMethod.Post, "/hubs/ceremony/negotiate?negotiateVersion=1");

        Assert.Equal(HttpStatusCode.Unauthorized, (await App.NewVisitor().SendAsync(negotiate)).Status);
    }

    [Fact]
    public async Task Signing_out_goes_on_to_the_provider_and_its_form_may()
    {
        Provider.AppRoles = ["holder"];
        Visitor grace = App.NewVisitor();
        await SignInAsync(grace, "/account");
        Page account = await grace.GetAsync("/account");

        Page @out = await grace.PostAsync("/account", account.Form("/account/sign-out"));

        Assert.StartsWith($"{Provider.Authority}logout", @out.Location, StringComparison.Ordinal);
        string policy = account.Response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains($"form-action 'self' {new Uri(Provider.Authority).GetLeftPart(UriPartial.Authority)};", policy, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await grace.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task Signing_in_is_a_proof_only_if_the_provider_asked_just_now()
    {
        Provider.AppRoles = ["administrator"];
        Provider.AuthenticatedAt = TimeProvider.System.GetUtcNow() - FreshProof.Lasts;
        Visitor grace = App.NewVisitor();
        string session = "";
        Proofs.Given += of => session = of;

        await SignInAsync(grace, "/account");
        string first = session;
        Assert.False(await HasProofAsync(session));

        Assert.Equal("/account/proved", (await SignInAsync(grace, "/account/challenge?prove=vault.seal")).Location);
        Assert.Equal(first, session); // The same session goes on.
        Assert.True(await HasProofAsync(session));
        Assert.Equal("Proved at the organisation that it is them.", Assert.Single(await App.AuditAsync("proof")).Detail);
        Assert.Contains("It is you", (await grace.GetAsync("/account/proved")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_lets_people_through_proves_nothing()
    {
        Provider.AppRoles = ["administrator"];
        (Provider.LetsThrough, Provider.AuthenticatedAt) = (true, TimeProvider.System.GetUtcNow() - FreshProof.Lasts);
        Visitor grace = App.NewVisitor();
        await SignInAsync(grace, "/account");

        Assert.Equal("/not-allowed?reason=not-fresh&prove=vault.seal", (await SignInAsync(grace, "/account/challenge?prove=vault.seal")).Location);

        Assert.Equal("not-fresh", (await App.AuditAsync("proof"))[0].Outcome);
        Assert.Equal(HttpStatusCode.OK, (await grace.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task Somebody_elses_proof_is_none_and_changes_nobodys_session()
    {
        Provider.AppRoles = ["administrator"];
        Visitor grace = App.NewVisitor();
        await SignInAsync(grace, "/account");
        (Provider.Subject, Provider.Name) = ("8a4", "Eve");

        Assert.Equal("/not-allowed?reason=other-person&prove=vault.seal", (await SignInAsync(grace, "/account/challenge?prove=vault.seal")).Location);

        Assert.Contains("Grace Hopper", (await grace.GetAsync("/account")).Text, StringComparison.Ordinal);
        Assert.Equal(("other-person", "Grace Hopper"), (await App.AuditAsync("proof")).Select(e => (e.Outcome, e.ActorName)).First());
    }

    private Proofs Proofs => App.Services.GetRequiredService<Proofs>();

    private async Task<bool> HasProofAsync(string session)
    {
        string person = Assert.Single(await App.Store.ListPeopleAsync(Stop)).Id.Value;
        return Proofs.Has(new ClaimsPrincipal(new ClaimsIdentity([new Claim(PersonClaims.Person, person), new Claim(PersonClaims.Session, session)])), "vault.seal");
    }

    private Task<Page> SignInAsync(Visitor visitor, string page) => _all.SignInAsync(visitor, page);
}
