using System.Net;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

public sealed class SignInTests : IDisposable
{
    private readonly ConsoleApp _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("/people")]
    [InlineData("/account")]
    [InlineData("/no-such-page")]
    public async Task Who_is_not_signed_in_is_asked_to_and_brought_back(string page)
    {
        await _app.SetUpAsync();

        Assert.Equal($"/sign-in?returnUrl={Uri.EscapeDataString(page)}", (await _app.NewVisitor().GetAsync(page)).Location);
    }

    [Fact]
    public async Task A_program_that_is_not_signed_in_gets_401()
    {
        await _app.SetUpAsync();
        var negotiate = new HttpRequestMessage(HttpMethod.Post, "/hubs/ceremony/negotiate?negotiateVersion=1");

        Assert.Equal(HttpStatusCode.Unauthorized, (await _app.NewVisitor().SendAsync(negotiate)).Status);
    }

    [Fact]
    public async Task A_page_of_another_site_reaches_no_hub()
    {
        await _app.SetUpAsync();
        Visitor ada = await _app.SignInAsync("ada");
        var negotiate = new HttpRequestMessage(HttpMethod.Post, "/hubs/ceremony/negotiate?negotiateVersion=1") { Headers = { { "Origin", "https://evil.example" } } };
        var own = new HttpRequestMessage(HttpMethod.Post, "/hubs/ceremony/negotiate?negotiateVersion=1") { Headers = { { "Origin", "https://localhost" } } };

        Assert.Equal(HttpStatusCode.Forbidden, (await ada.SendAsync(negotiate)).Status);
        Assert.Equal(HttpStatusCode.OK, (await ada.SendAsync(own)).Status);
    }

    [Theory]
    [InlineData("/people", "/people")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("~/x", "/")]
    public async Task Sign_in_leads_back_to_this_console_only(string returnUrl, string location)
    {
        await _app.SetUpAsync();

        Page page = await _app.NewVisitor().SubmitAsync(
            $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}", ("Form.SignInName", "ada"), ("Form.Password", ConsoleApp.Password));

        Assert.Equal(location, page.Location);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_answer_and_the_log_knows_better()
    {
        await _app.SetUpAsync();

        Page wrong = await TryAsync("ada", "nine slow badgers");
        Page unknown = await TryAsync("eve", "nine slow badgers");

        Assert.Contains("That name and password do not belong together", wrong.Text, StringComparison.Ordinal);
        Assert.Equal(wrong.Text, unknown.Text);
        Assert.Equal("ada", wrong.ValueOf("Form.SignInName"));
        Assert.Null(wrong.ValueOf("Form.Password"));
        Assert.Equal(["unknown-name", "wrong-password"], (await _app.AuditAsync("sign-in")).Select(entry => entry.Outcome));
    }

    [Fact]
    public async Task After_five_wrong_passwords_not_even_the_right_one_opens()
    {
        await _app.SetUpAsync();
        for (int i = 0; i < 5; i++)
        {
            await TryAsync("ada", "nine slow badgers");
        }

        Page right = await TryAsync("ada", ConsoleApp.Password);

        Assert.Contains("That name and password do not belong together", right.Text, StringComparison.Ordinal);
        Assert.Equal(["locked-out", "locked-out"], (await _app.AuditAsync("sign-in")).Take(2).Select(entry => entry.Outcome));
    }

    [Fact]
    public async Task A_removed_person_does_not_get_in_with_the_right_password()
    {
        Person ada = await _app.SetUpAsync();
        Person ben = await _app.AddAsync(ada, "Ben", Roles.Holder);
        await _app.Services.GetRequiredService<ManagePeople>().RemoveAsync(ada.Id, ben.Id, TestContext.Current.CancellationToken);

        Page refused = await TryAsync("ben", ConsoleApp.Password);

        Assert.Contains("That name and password do not belong together", refused.Text, StringComparison.Ordinal);
        Assert.Equal("not-active", (await _app.AuditAsync("sign-in"))[0].Outcome);
    }

    [Fact]
    public async Task Too_many_tries_from_one_address_are_turned_away_in_words_and_reading_goes_on()
    {
        await _app.SetUpAsync();
        Visitor eve = _app.NewVisitor();
        Page opened = await eve.GetAsync("/sign-in");
        Page last = opened;
        for (int i = 0; i <= SignInLimits.TriesPerMinute; i++)
        {
            last = await eve.PostAsync("/sign-in", opened.Form(), ("Form.SignInName", $"eve{i}"), ("Form.Password", "x"));
        }

        Assert.Contains("Wait a minute and try again.", last.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.TooManyRequests, last.Status);
        Assert.Equal(HttpStatusCode.OK, (await eve.GetAsync("/sign-in")).Status);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_empties_the_browser()
    {
        await _app.SetUpAsync();
        Visitor ada = await _app.SignInAsync("ada");
        Page account = await ada.GetAsync("/account");

        Page @out = await ada.PostAsync("/account", account.Form("/account/sign-out"));

        Assert.Equal("/sign-in", @out.Location);
        Assert.Contains("storage", @out.Response.Headers.GetValues("Clear-Site-Data").Single(), StringComparison.Ordinal);
        Assert.StartsWith("/sign-in", (await ada.GetAsync("/account")).Location, StringComparison.Ordinal);
        Assert.Equal("Ada", Assert.Single(await _app.AuditAsync("sign-out")).ActorName);
    }

    [Fact]
    public async Task Another_site_cannot_sign_anybody_out()
    {
        await _app.SetUpAsync();
        Visitor ada = await _app.SignInAsync("ada");

        await ada.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/account/sign-out") { Content = new FormUrlEncodedContent([]) });

        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/account")).Status);
    }

    private Task<Page> TryAsync(string name, string password) =>
        _app.NewVisitor().SubmitAsync("/sign-in", ("Form.SignInName", name), ("Form.Password", password));
}
