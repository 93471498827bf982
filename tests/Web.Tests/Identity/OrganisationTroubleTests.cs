using System.Net;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

/// <summary>What can go wrong on the way to the organisation and back: each has its page, nobody is signed in by it.</summary>
public sealed class OrganisationTroubleTests : IAsyncLifetime
{
    private Organisation _all = null!;

    public async ValueTask InitializeAsync()
    {
        _all = await Organisation.StartAsync();
        _all.Provider.AppRoles = ["administrator"];
    }

    public ValueTask DisposeAsync() => _all.DisposeAsync();

    [Theory]
    [InlineData("invalid_grant", "AADSTS65001: The user or administrator has not consented to use the application.", "", "consent&number=65001", "Your organisation has not agreed yet")]
    [InlineData("access_denied", "AADSTS65004: User declined to consent to access the app.", "cancel", "consent&number=65004", "grant consent to this console")]
    [InlineData("consent_required", "", "", "consent", "Your organisation has not agreed yet")]
    [InlineData("access_denied", "AADSTS90094: An administrator must grant the permission.", "", "consent&number=90094", "Your organisation has not agreed yet")]
    [InlineData("invalid_request", "AADSTS50020: User account from identity provider 'live.com' does not exist in tenant.", "", "wrong-tenant&number=50020", "That account is of another organisation")]
    [InlineData("invalid_request", "AADSTS90072: User account needs to be added as an external user in the tenant first.", "", "wrong-tenant&number=90072", "That account is of another organisation")]
    [InlineData("access_denied", "AADSTS50105: The signed in user is not assigned to a role for the application.", "", "no-role&number=50105", "You have no role here yet")]
    [InlineData("access_denied", "AADSTS53003: Access has been blocked by Conditional Access policies.", "", "blocked&number=53003", "does not allow this sign-in")]
    [InlineData("access_denied", "The user cancelled.", "cancel", "cancelled", "cancelled before it was complete")]
    [InlineData("login_required", "", "", "cancelled", "cancelled before it was complete")]
    [InlineData("access_denied", "", "", "denied", "Your organisation said no")]
    [InlineData("unauthorized_client", "AADSTS700016: Application was not found in the directory.", "", "misconfigured&number=700016", "This console is not set up right")]
    [InlineData("temporarily_unavailable", "", "", "unreachable", "does not answer")]
    [InlineData("something_new", "AADSTS99: <script>", "", "failed", "The sign-in did not work")]
    public async Task What_the_authority_says_is_told_in_our_words(string error, string description, string subcode, string reason, string told)
    {
        Visitor grace = _all.App.NewVisitor();

        Page back = await Organisation.AnsweredAsync(grace, "/account", ("error", error), ("error_description", description), ("error_subcode", subcode));

        Assert.Equal($"/not-allowed?reason={reason}", back.Location);
        Page page = await grace.GetAsync(back.Location!);
        Assert.Contains(told, page.Text, StringComparison.Ordinal);
        Assert.Equal("/account/challenge", page.Html.QuerySelector("a.button-primary")?.GetAttribute("href"));
        Assert.Equal(HttpStatusCode.Found, (await grace.GetAsync("/account")).Status);
        Assert.Empty(await _all.App.Store.ListPeopleAsync(TestContext.Current.CancellationToken));
    }

    public static readonly TheoryData<string, string, Action<SecurityTokenDescriptor>> Bent = new()
    {
        { "of another issuer", "wrong-tenant", token => token.Issuer = "https://login.example.org/another-tenant/" },
        { "that is over", "clock", token => (token.NotBefore, token.Expires) = (Hence(-60), Hence(-10)) },
        { "that is not valid yet", "clock", token => (token.NotBefore, token.Expires) = (Hence(10), Hence(60)) },
        { "for another application", "bad-token", token => (token.Audience, token.Claims["aud"]) = ("another", "another") },
        { "without the nonce", "stale", token => token.Claims["nonce"] = "another" },
    };

    [Theory]
    [MemberData(nameof(Bent), DisableDiscoveryEnumeration = true)]
    public async Task A_token_is_not_taken(string which, string reason, Action<SecurityTokenDescriptor> bend)
    {
        _all.Provider.Bend = bend;
        Visitor grace = _all.App.NewVisitor();

        Assert.True($"/not-allowed?reason={reason}" == (await _all.SignInAsync(grace)).Location, which);

        Assert.Equal(HttpStatusCode.Found, (await grace.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task An_answer_in_another_browser_than_the_question_is_not_taken()
    {
        Page challenge = await _all.App.NewVisitor().GetAsync("/account");
        Visitor another = _all.App.NewVisitor();

        Page back = await another.PostAsync("/signin-oidc", await _all.AnswerAsync(challenge));

        Assert.Equal("/not-allowed?reason=stale", back.Location);
        Assert.Contains("begun in another window", (await another.GetAsync(back.Location!)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_wrong_is_the_operators_matter()
    {
        await using Organisation wrong = await Organisation.StartAsync(("ClientSecret", "expired"));
        wrong.Provider.AppRoles = ["administrator"];

        Assert.Equal("/not-allowed?reason=misconfigured", (await wrong.SignInAsync(wrong.App.NewVisitor())).Location);
    }

    [Fact]
    public async Task When_the_authority_does_not_answer_the_way_in_says_so()
    {
        _ = _all.Provider.Authority;
        _ = _all.App.Services;
        await _all.Provider.StopAsync();
        Visitor grace = _all.App.NewVisitor();

        Page page = await grace.GetAsync("/people");

        Assert.Equal("/not-allowed?reason=unreachable", page.Location);
        Assert.Contains("Your organisation's sign-in does not answer", (await grace.GetAsync(page.Location!)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_it_stops_answering_in_the_middle_nobody_is_half_signed_in()
    {
        Visitor grace = _all.App.NewVisitor();
        var answer = await _all.AnswerAsync(await grace.GetAsync("/account"));
        await _all.Provider.StopAsync();

        Assert.Equal("/not-allowed?reason=unreachable", (await grace.PostAsync("/signin-oidc", answer)).Location);

        Assert.Empty(await _all.App.Store.ListPeopleAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("wrong-tenant", true)]
    [InlineData("no-role", true)]
    [InlineData("unreachable", false)]
    public async Task Who_may_have_another_account_is_offered_to_use_it(string reason, bool offered)
    {
        Visitor grace = _all.App.NewVisitor();
        Page page = await grace.GetAsync($"/not-allowed?reason={reason}");

        Assert.Equal(offered, page.Html.QuerySelector("a[href='/account/challenge?another=true']") is not null);
        Assert.Contains("prompt=select_account", (await grace.GetAsync("/account/challenge?another=true")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_puts_no_words_of_its_own_into_the_page()
    {
        Page page = await _all.App.NewVisitor().GetAsync("/not-allowed?reason=Call+0900&prove=//evil.example");

        Assert.DoesNotContain("0900", page.Text, StringComparison.Ordinal);
        Assert.Equal("/account/challenge?prove=%2F%2Fevil.example", page.Html.QuerySelector("a.button-primary")?.GetAttribute("href"));
    }

    [Fact]
    public void What_is_unknown_is_a_failure_without_more() => Assert.Equal(new SignInTrouble("failed"), SignInTrouble.Of(new InvalidDataException("what?")));

    private static DateTime Hence(int minutes) => TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(minutes);
}
