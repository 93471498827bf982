using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

/// <summary>Sessions of the organisation's people: how they end, what they keep, and what some acts ask for besides.</summary>
public sealed class OrganisationSessionTests : IAsyncLifetime
{
    private Organisation _all = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _all = await Organisation.StartAsync(("StepUp:share", "c2"), ("StepUp:vault.seal", "c3"));
        _all.Provider.AppRoles = ["administrator"];
    }

    public ValueTask DisposeAsync() => _all.DisposeAsync();

    [Fact]
    public async Task A_sign_out_at_the_provider_ends_the_session_here_without_a_cookie()
    {
        Visitor grace = _all.App.NewVisitor();
        await _all.SignInAsync(grace);
        Assert.Equal(HttpStatusCode.OK, (await grace.GetAsync("/account")).Status);

        await _all.App.NewVisitor().GetAsync("/signout-oidc?sid=another-session");
        Assert.Equal(HttpStatusCode.OK, (await grace.GetAsync("/account")).Status);
        await _all.App.NewVisitor().GetAsync($"/signout-oidc?sid={_all.Provider.Sid}");

        Assert.Equal(HttpStatusCode.Found, (await grace.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task A_sign_out_here_tells_the_provider_who_and_from_which_application()
    {
        Visitor grace = _all.App.NewVisitor();
        await _all.SignInAsync(grace);

        Page @out = await grace.PostAsync("/account", (await grace.GetAsync("/account")).Form("/account/sign-out"));

        var sent = System.Web.HttpUtility.ParseQueryString(new Uri(@out.Location!).Query);
        Assert.Equal((Provider.ClientId, "hint-of-7f3", "https://localhost/signout-callback-oidc"), (sent["client_id"], sent["logout_hint"], sent["post_logout_redirect_uri"]));
        Assert.Null(sent["id_token_hint"]);
    }

    [Fact]
    public async Task Who_signs_out_while_the_provider_does_not_answer_is_out_here_and_told_the_rest()
    {
        Visitor grace = _all.App.NewVisitor();
        await _all.SignInAsync(grace);
        Page account = await grace.GetAsync("/account");
        await _all.Provider.StopAsync();
        Forget();

        Page @out = await grace.PostAsync("/account", account.Form("/account/sign-out"));

        Assert.Equal("/not-allowed?reason=still-in-there", @out.Location);
        Assert.Contains("You are signed out here, but not there", (await grace.GetAsync(@out.Location!)).Text, StringComparison.Ordinal);
        Assert.StartsWith("/not-allowed", (await grace.GetAsync("/account")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_whose_time_is_over_is_over_also_in_an_open_circuit()
    {
        Person person = await SignedInAsync();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();

        Assert.NotNull(await RefreshAsync(person, now.AddMinutes(1)));
        Assert.Null(await RefreshAsync(person, now.AddMinutes(-1)));
    }

    [Fact]
    public async Task What_the_session_must_find_again_outlives_other_roles()
    {
        Person person = await SignedInAsync();
        ClaimsPrincipal before = User(person with { Roles = Roles.Holder }, TimeProvider.System.GetUtcNow().AddHours(1));

        ClaimsPrincipal? after = await _all.App.Services.GetRequiredService<Sessions>().RefreshAsync(before, Stop);

        Assert.True(after?.IsInRole(Policies.Administrator));
        Assert.Equal(["here", "hint", "there"], new[] { PersonClaims.Session, "login_hint", "sid" }.Select(type => after?.FindFirstValue(type)));
        Assert.NotNull(after?.FindFirst(PersonClaims.Until));
    }

    [Fact]
    public async Task An_act_that_needs_a_context_is_proved_by_a_token_that_says_it_was_met()
    {
        _all.Provider.Contexts = ["c2"];
        Visitor grace = _all.App.NewVisitor();
        string session = "";
        Proofs.Given += of => session = of;
        await _all.SignInAsync(grace);
        Assert.Equal((true, false), (Has(session, "person.add"), Has(session, "share.reveal"))); // The sign-in proves the rest.

        Assert.Equal("/account/proved", (await _all.SignInAsync(grace, "/account/challenge?prove=share.reveal")).Location);

        Assert.Equal("""{"id_token":{"acrs":{"essential":true,"value":"c2"}}}""", (string?)_all.Provider.Asked!["claims"]);
        Assert.Equal(("login", 0L, "hint-of-7f3"), (_all.Provider.Asked.Prompt, _all.Provider.Asked.MaxAge, _all.Provider.Asked.LoginHint));
        Assert.Equal((true, true, false), (Has(session, "share.reveal"), Has(session, "share.submit"), Has(session, "vault.seal")));
    }

    [Fact]
    public async Task A_proof_without_the_context_is_none_and_is_written_down()
    {
        _all.Provider.Contexts = ["c2"]; // It does not know c3.
        Visitor grace = _all.App.NewVisitor();
        string session = "";
        Proofs.Given += of => session = of;
        await _all.SignInAsync(grace);

        Page back = await _all.SignInAsync(grace, "/account/challenge?prove=vault.seal");

        Assert.Equal("/not-allowed?reason=no-context&prove=vault.seal", back.Location);
        Page page = await grace.GetAsync(back.Location!);
        Assert.Contains("That proof was not strong enough", page.Text, StringComparison.Ordinal);
        Assert.Equal("/account/challenge?prove=vault.seal", page.Html.QuerySelector("a.button-primary")?.GetAttribute("href"));
        Assert.False(Has(session, "vault.seal"));
        Assert.Equal(("no-context", "Grace Hopper"), (await _all.App.AuditAsync("proof")).Select(e => (e.Outcome, e.ActorName)).First());
        Assert.Equal(HttpStatusCode.OK, (await grace.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task The_nearest_setting_counts_for_an_act()
    {
        await using Organisation all = await Organisation.StartAsync(("StepUp:default", "c1"), ("StepUp:vault", "c2"), ("StepUp:vault.seal", "c3"));
        StepUpContexts contexts = all.App.Services.GetRequiredService<StepUpContexts>();

        Assert.Equal(("c3", "c2", "c1"), (contexts.For("vault.seal"), contexts.For("vault.unseal"), contexts.For("person.add")));
        Assert.Null(_all.App.Services.GetRequiredService<StepUpContexts>().For("person.add"));
    }

    [Fact]
    public async Task The_console_can_prove_by_a_certificate_that_it_is_this_console() => await IsRecognisedAsync((certificate, file) =>
    {
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pfx, "pass"));
        return [("SourceType", "Path"), ("CertificateDiskPath", file), ("CertificatePassword", "pass")];
    });

    [Fact]
    public async Task Or_by_what_its_host_vouches_for() => await IsRecognisedAsync((certificate, file) =>
    {
        File.WriteAllText(file, new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Provider.ClientId,
            Audience = _all.Provider.Authority + "token",
            Claims = new Dictionary<string, object> { ["sub"] = Provider.ClientId, ["jti"] = "1" },
            SigningCredentials = new X509SigningCredentials(certificate),
        }));
        return [("SourceType", "SignedAssertionFilePath"), ("SignedAssertionFileDiskPath", file)];
    });

    [Fact]
    public async Task A_certificate_that_cannot_be_read_is_the_operators_matter()
    {
        await using Organisation all = await Organisation.StartAsync(("ClientCredentials:0:SourceType", "Path"), ("ClientCredentials:0:CertificateDiskPath", "/nowhere"));

        Assert.Equal("/not-allowed?reason=misconfigured", (await all.SignInAsync(all.App.NewVisitor())).Location);
    }

    private async Task IsRecognisedAsync(Func<X509Certificate2, string, (string Key, string Value)[]> describe)
    {
        using var rsa = RSA.Create(2048);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = new CertificateRequest("CN=console", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        string file = Path.GetTempFileName();
        try
        {
            foreach ((string key, string value) in describe(certificate, file).Append(("", "")))
            {
                _all.App.Settings[key.Length == 0 ? "AzureAd:ClientSecret" : $"AzureAd:ClientCredentials:0:{key}"] = value;
            }

            string? seen = null;
            _all.Provider.Recognises = assertion => _all.Provider.IsSignedByAsync(new X509SecurityKey(certificate), seen = assertion);

            Assert.Equal("/account", (await _all.SignInAsync(_all.App.NewVisitor())).Location);
            Assert.NotEmpty(seen!);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // As after a restart: what the provider had said of itself is not known any more.
    private void Forget()
    {
        OpenIdConnectOptions options = _all.App.Services.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(OpenIdConnectDefaults.AuthenticationScheme);
        options.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
            options.MetadataAddress!, new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever { RequireHttps = false });
    }

    // In the session "here", whose claims the tests make themselves.
    private async Task<Person> SignedInAsync()
    {
        await _all.SignInAsync(_all.App.NewVisitor());
        Person person = await _all.OnlyPersonAsync();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await _all.App.Services.GetRequiredService<RecordSignIn>().SeenAsync(new SignInSession("here", person.Id, "A test", "", now, now));
        return person;
    }

    private Task<ClaimsPrincipal?> RefreshAsync(Person person, DateTimeOffset until) =>
        _all.App.Services.GetRequiredService<Sessions>().RefreshAsync(User(person, until), Stop);

    private static ClaimsPrincipal User(Person person, DateTimeOffset until) => PersonClaims.PrincipalOf(person, "test",
    [
        new Claim(PersonClaims.Session, "here"), new Claim("login_hint", "hint"), new Claim("sid", "there"),
        new Claim(PersonClaims.Until, until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
    ]);

    private Proofs Proofs => _all.App.Services.GetRequiredService<Proofs>();

    private bool Has(string session, string act)
    {
        string person = _all.OnlyPersonAsync().GetAwaiter().GetResult().Id.Value;
        return Proofs.Has(new ClaimsPrincipal(new ClaimsIdentity([new Claim(PersonClaims.Person, person), new Claim(PersonClaims.Session, session)])), act);
    }
}
