using System.Net;
using System.Security.Claims;
using AngleSharp.Html.Dom;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

public sealed class ProofTests : IDisposable
{
    private static readonly PersonId Ada = new("ada");

    private readonly ConsoleApp _app = new();
    private readonly WallClock _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _app.Dispose();

    [Fact]
    public void A_proof_is_fresh_for_five_minutes_and_of_one_person_in_one_session()
    {
        var proofs = new Proofs(_clock);
        proofs.Give(Ada, "here");
        _clock.Advance(FreshProof.Lasts - TimeSpan.FromTicks(1));

        Assert.True(proofs.Has(User("ada", "here"), "vault.seal"));
        Assert.False(proofs.Has(User("ada", "elsewhere"), "vault.seal"));
        Assert.False(proofs.Has(User("ben", "here"), "vault.seal"));
        Assert.False(proofs.Has(User("ada", null), "vault.seal"));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(proofs.Has(User("ada", "here"), "vault.seal"));
    }

    [Fact]
    public void A_proof_counts_from_when_it_was_given_and_not_when_the_clock_was_put_back()
    {
        var proofs = new Proofs(_clock);
        proofs.Give(Ada, "older", _clock.GetUtcNow() - TimeSpan.FromMinutes(4));
        proofs.Give(Ada, "later", _clock.GetUtcNow() + TimeSpan.FromMinutes(1));

        Assert.False(proofs.Has(User("ada", "later"), "vault.seal"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(proofs.Has(User("ada", "older"), "vault.seal"));
        Assert.True(proofs.Has(User("ada", "later"), "vault.seal"));
    }

    [Fact]
    public void A_session_that_is_over_has_no_proof()
    {
        var proofs = new Proofs(_clock);
        proofs.Give(Ada, "here");

        proofs.Forget(User("ada", "here"));

        Assert.False(proofs.Has(User("ada", "here"), "vault.seal"));
    }

    [Fact]
    public async Task Code_that_nobody_calls_has_no_session_and_no_proof()
    {
        var proofs = new Proofs(_clock);
        proofs.Give(Ada, "here");

        Assert.False(await proofs.IsGivenAsync(Ada, "vault.seal"));
    }

    [Fact]
    public async Task A_wrong_password_proves_nothing_and_counts_as_at_the_sign_in()
    {
        await _app.SetUpAsync();
        Visitor ada = await _app.SignInAsync("ada");
        _app.Clock!.Advance(FreshProof.Lasts);
        IHtmlFormElement form = (await ada.GetAsync("/account")).Form("/account/prove");
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await ada.PostAsync("/account/prove", form, ("Form.Password", "nine slow badgers"))).Status);
        }

        Page right = await ada.PostAsync("/account/prove", form, ("Form.Password", ConsoleApp.Password));

        Assert.Equal(HttpStatusCode.Forbidden, right.Status);
        Assert.Contains("That is not your password", right.Text, StringComparison.Ordinal);
        Assert.Equal(["locked-out", "locked-out", "wrong-password"], (await _app.AuditAsync("proof")).Take(3).Select(entry => entry.Outcome));
        Assert.All(await _app.AuditAsync("proof"), entry => Assert.Equal("Ada", entry.ActorName));
    }

    [Fact]
    public async Task The_password_proves_it_for_this_browser_alone()
    {
        await _app.SetUpAsync();
        Visitor here = await _app.SignInAsync("ada");
        Visitor elsewhere = await _app.SignInAsync("ada");
        _app.Clock!.Advance(FreshProof.Lasts);
        Assert.Null((await here.GetAsync("/account")).Html.QuerySelector("[data-passkey=add]"));

        Page given = await here.PostAsync("/account/prove", (await here.GetAsync("/account")).Form("/account/prove"), ("Form.Password", ConsoleApp.Password));

        Assert.Equal(HttpStatusCode.NoContent, given.Status);
        Assert.NotNull((await here.GetAsync("/account")).Html.QuerySelector("[data-passkey=add]"));
        Assert.Null((await elsewhere.GetAsync("/account")).Html.QuerySelector("[data-passkey=add]"));
    }

    [Theory]
    [InlineData("/account/prove")]
    [InlineData("/account/passkeys/prove")]
    [InlineData("/account/passkeys/add")]
    [InlineData("/account/passkeys/sign-in")]
    [InlineData("/account/passkeys/accept")]
    [InlineData("/account/passkeys/set-up")]
    public async Task A_page_of_another_site_asks_nothing_in_somebodys_name(string address)
    {
        await _app.SetUpAsync();
        Visitor ada = await _app.SignInAsync("ada");

        Page refused = await ada.SendAsync(new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("Form.Password", ConsoleApp.Password)]),
        });

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("Load it again", refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/account/prove")]
    [InlineData("/account/passkeys/prove")]
    [InlineData("/account/passkeys/add")]
    public async Task Who_is_not_signed_in_can_prove_nothing(string address)
    {
        await _app.SetUpAsync();
        Visitor nobody = _app.NewVisitor();
        IHtmlFormElement form = (await nobody.GetAsync("/sign-in")).Form();
        form.RemoveAttribute("action");

        Page refused = await nobody.PostAsync(address, form);

        Assert.StartsWith("/sign-in", refused.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_asks_for_a_verified_owner_and_for_no_name()
    {
        await _app.SetUpAsync();
        Visitor somebody = _app.NewVisitor();
        IHtmlFormElement form = (await somebody.GetAsync("/sign-in")).Form();
        form.RemoveAttribute("action");

        Page question = await somebody.PostAsync("/account/passkeys/sign-in", form);

        Assert.Contains("\"userVerification\":\"required\"", question.Text, StringComparison.Ordinal);
        Assert.Contains("\"rpId\":\"localhost\"", question.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"id\"", question.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_to_no_question_signs_nobody_in_and_is_written_down()
    {
        await _app.SetUpAsync();

        Page refused = await PostPasskeyAsync(_app.NewVisitor(), """{"id":"AAEC","rawId":"AAEC","type":"public-key","response":{}}""");

        Assert.Contains("That passkey opens nothing here.", refused.Text, StringComparison.Ordinal);
        Assert.Equal(("somebody unknown", "bad-passkey"), (await _app.AuditAsync("sign-in")).Select(e => (e.ActorName, e.Outcome)).First());
    }

    [Fact]
    public async Task Nonsense_instead_of_an_answer_signs_nobody_in()
    {
        await _app.SetUpAsync();
        Visitor somebody = _app.NewVisitor();
        IHtmlFormElement form = (await somebody.GetAsync("/sign-in")).Form();
        form.RemoveAttribute("action");
        await somebody.PostAsync("/account/passkeys/sign-in", form);

        Assert.Contains("That passkey opens nothing here.", (await PostPasskeyAsync(somebody, "{")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guessed_set_up_code_gets_no_question_for_a_device()
    {
        Visitor eve = _app.NewVisitor();
        IHtmlFormElement form = (await eve.GetAsync("/setup")).Form();
        form.RemoveAttribute("action");

        Page refused = await eve.PostAsync("/account/passkeys/set-up", form, ("Form.Code", "GUESS"), ("Form.Name", "Eve"), ("Form.SignInName", "eve"));

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Equal("wrong-code", Assert.Single(await _app.AuditAsync("console.set-up")).Outcome);
    }

    [Fact]
    public async Task Who_has_no_password_cannot_be_guessed_into()
    {
        Person ada = await _app.SetUpAsync();
        await _app.Store.CommitAsync(
            new Commit(new(_clock.GetUtcNow(), "system", "the test", "test", "", "done", "")) { Accounts = [new NewAccount(ada.Id, "ada", null)] }, Stop);

        Page refused = await _app.NewVisitor().SubmitAsync("/sign-in", ("Form.SignInName", "ada"), ("Form.Password", ConsoleApp.Password));

        Assert.Contains("That name and password do not belong together", refused.Text, StringComparison.Ordinal);
        Assert.Equal("no-password", (await _app.AuditAsync("sign-in"))[0].Outcome);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    [InlineData("curl/8.5.0", "An unknown browser")]
    [InlineData(null, "An unknown browser")]
    public void A_browser_is_told_in_words(string? userAgent, string words) => Assert.Equal(words, BrowserWords.Of(userAgent));

    private static ClaimsPrincipal User(string person, string? session) => new(new ClaimsIdentity(
        [new Claim(PersonClaims.Person, person), .. session is null ? Array.Empty<Claim>() : [new Claim(PersonClaims.Session, session)]], "test"));

    private static async Task<Page> PostPasskeyAsync(Visitor visitor, string answer)
    {
        var form = (IHtmlFormElement)(await visitor.GetAsync("/sign-in")).Html.QuerySelector("form:has([data-passkey])")!;
        return await visitor.PostAsync("/sign-in", form, ("Form.Passkey", answer));
    }
}
