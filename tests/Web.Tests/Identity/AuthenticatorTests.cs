using System.Net;
using System.Text;
using AngleSharp.Html.Dom;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

public sealed class AuthenticatorTests : IDisposable
{
    private const string Second = "/sign-in/code";
    private const string Refused = "That code is wrong or was used already";
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    private readonly ConsoleApp _app = new();
    private Person _ada = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task An_app_counts_from_its_first_right_code_and_then_the_password_alone_opens_nothing()
    {
        (Totp app, _) = await SetUpAsync();
        Visitor ada = _app.NewVisitor();

        Page asked = await PasswordAsync(ada, "/people");

        Assert.Equal($"{Second}?returnUrl=%2Fpeople", asked.Location);
        Assert.StartsWith("/sign-in", (await ada.GetAsync("/account")).Location, StringComparison.Ordinal);
        Page done = await ada.SubmitAsync(asked.Location!, ("Form.Code", Now(app)));
        Assert.Equal("/people", done.Location);
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/account")).Status);
        Assert.Equal("Signed in with the password and a code of the authenticator app.", (await _app.AuditAsync("sign-in"))[0].Detail);
    }

    [Fact]
    public async Task A_wrong_first_code_sets_nothing_up_and_keeps_the_key_on_the_page()
    {
        Visitor ada = await SignedInAsync();
        Page begun = await ada.PostAsync("/account", (await ada.GetAsync("/account")).NamedForm("authenticator-begin"));

        Page refused = await ada.PostAsync("/account", begun.NamedForm("authenticator-confirm"), ("Form.Code", "000000"));

        Assert.Contains("That code is not the one of this key at this time.", refused.Text, StringComparison.Ordinal);
        Assert.Equal(KeyOn(begun), KeyOn(refused));
        Assert.Null((await StoredAsync())!.Authenticator);
    }

    [Fact]
    public async Task Without_a_fresh_proof_nothing_is_set_up_renewed_or_removed()
    {
        Visitor ada = await SignedInAsync();
        Page begun = await ada.PostAsync("/account", (await ada.GetAsync("/account")).NamedForm("authenticator-begin"));
        Totp app = AppOn(begun);
        _app.Clock!.Advance(FreshProof.Lasts);
        Page refused = await ada.PostAsync("/account", begun.NamedForm("authenticator-confirm"), ("Form.Code", Now(app)));
        Assert.Contains("Prove once more that it is you", refused.Text, StringComparison.Ordinal);
        Assert.Null((await StoredAsync())!.Authenticator);

        await ProveAsync(ada);
        await ada.PostAsync("/account", begun.NamedForm("authenticator-confirm"), ("Form.Code", Now(app)));
        Authenticator stored = (await StoredAsync())!.Authenticator!;
        _app.Clock.Advance(FreshProof.Lasts);
        foreach (string form in (string[])["authenticator-codes", "authenticator-remove"])
        {
            Page page = await ada.PostAsync("/account", (await ada.GetAsync("/account")).NamedForm(form));
            Assert.Contains("Prove once more that it is you", page.Text, StringComparison.Ordinal);
        }

        Assert.Equal(stored.Stamp, (await StoredAsync())!.Authenticator!.Stamp);
    }

    [Fact]
    public async Task A_code_is_taken_once_also_in_another_browser_and_not_the_one_it_was_set_up_with()
    {
        (Totp app, _) = await SetUpAsync(advance: false);
        string first = Now(app);
        Assert.Contains(Refused, (await TryAsync(first)).Text, StringComparison.Ordinal);
        _app.Clock!.Advance(Step);
        string second = Now(app);
        Assert.Equal("/", (await TryAsync(second)).Location);

        Assert.Contains(Refused, (await TryAsync(second)).Text, StringComparison.Ordinal);
        _app.Clock.Advance(Step);
        Assert.Contains(Refused, (await TryAsync(second)).Text, StringComparison.Ordinal);
        Assert.Equal("/", (await TryAsync(Now(app))).Location);
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_code_may_be_one_step_early_or_late(int steps, bool taken)
    {
        (Totp app, _) = await SetUpAsync();
        _app.Clock!.Advance(10 * Step);

        Page answer = await TryAsync(app.ComputeTotp((_app.Clock.GetUtcNow() + (steps * Step)).UtcDateTime));

        Assert.Equal(taken, answer.Location == "/");
    }

    [Fact]
    public async Task A_recovery_code_opens_once_and_the_account_says_how_many_are_left()
    {
        (_, IReadOnlyList<string> codes) = await SetUpAsync();
        Visitor ada = _app.NewVisitor();

        Assert.Equal("/", (await TryAsync(codes[4].ToLowerInvariant(), ada)).Location);

        Assert.Contains("9 recovery codes are left", (await ada.GetAsync("/account")).Text, StringComparison.Ordinal);
        Assert.Contains(Refused, (await TryAsync(codes[4])).Text, StringComparison.Ordinal);
        Assert.Equal("/", (await TryAsync(codes[5])).Location);
        Assert.Equal("Signed in with the password and a recovery code (8 left).", (await _app.AuditAsync("sign-in"))[0].Detail);
    }

    [Fact]
    public async Task New_codes_end_those_of_before_and_without_the_app_the_password_is_enough_again()
    {
        (_, IReadOnlyList<string> before) = await SetUpAsync();
        Visitor ada = _app.NewVisitor();
        await TryAsync(before[0], ada);

        Page renewed = await ada.PostAsync("/account", (await ada.GetAsync("/account")).NamedForm("authenticator-codes"));
        Assert.Contains(Refused, (await TryAsync(before[1])).Text, StringComparison.Ordinal);
        Assert.Equal("/", (await TryAsync(CodesOn(renewed)[1])).Location);
        Assert.DoesNotContain(CodesOn(renewed)[2], (await ada.GetAsync("/account")).Text, StringComparison.Ordinal);
        await ada.PostAsync("/account", (await ada.GetAsync("/account")).NamedForm("authenticator-remove"));

        await _app.SignInAsync("ada");
    }

    [Fact]
    public async Task Wrong_codes_lock_the_account_though_the_right_password_comes_before_each()
    {
        await SetUpAsync();
        for (int i = 0; i < 5; i++)
        {
            Assert.Contains(Refused, (await TryAsync("000000")).Text, StringComparison.Ordinal);
        }

        Page locked = await PasswordAsync(_app.NewVisitor());

        Assert.Contains("That name and password do not belong together", locked.Text, StringComparison.Ordinal);
        Assert.Equal(["locked-out", "locked-out"], (await _app.AuditAsync("sign-in")).Where(e => e.Act == "sign-in").Take(2).Select(e => e.Outcome));
    }

    [Fact]
    public async Task Who_is_halfway_in_when_the_account_is_locked_does_not_get_in_with_the_right_code()
    {
        (Totp app, _) = await SetUpAsync();
        Visitor ada = _app.NewVisitor();
        await PasswordAsync(ada);
        IHtmlFormElement form = (await ada.GetAsync(Second)).Form();
        Page[] wrong = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ada.PostAsync(Second, form, ("Form.Code", "000000"))));
        Assert.All(wrong, page => Assert.Contains(Refused, page.Text, StringComparison.Ordinal));

        Assert.Contains(Refused, (await ada.PostAsync(Second, form, ("Form.Code", Now(app)))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_code_at_the_same_moment_opens_one_of_two_browsers()
    {
        (Totp app, _) = await SetUpAsync();
        Visitor[] both = [_app.NewVisitor(), _app.NewVisitor()];
        await PasswordAsync(both[0]);
        await PasswordAsync(both[1]);
        string code = Now(app);

        Page[] answers = await Task.WhenAll(both.Select(v => v.SubmitAsync(Second, ("Form.Code", code))));

        Assert.Single(answers, page => page.Location == "/");
    }

    [Fact]
    public async Task The_second_page_is_for_whoever_gave_the_password_in_the_last_five_minutes()
    {
        (Totp app, _) = await SetUpAsync();
        Visitor ada = _app.NewVisitor();
        Assert.Equal("/sign-in", (await ada.GetAsync(Second)).Location);
        await PasswordAsync(ada);
        IHtmlFormElement form = (await ada.GetAsync(Second)).Form();
        _app.Clock!.Advance(TimeSpan.FromMinutes(5) + Step);

        Page late = await ada.PostAsync(Second, form, ("Form.Code", Now(app)));

        Assert.Contains("Begin again", late.Text, StringComparison.Ordinal);
        Assert.StartsWith("/sign-in", (await ada.GetAsync("/account")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_with_the_password_needs_the_code_as_well_and_counts_wrong_ones()
    {
        (Totp app, IReadOnlyList<string> codes) = await SetUpAsync();
        Visitor ada = _app.NewVisitor();
        await TryAsync(codes[0], ada);
        _app.Clock!.Advance(FreshProof.Lasts);
        IHtmlFormElement form = (await ada.GetAsync("/account")).Form("/account/prove");

        Assert.Equal(HttpStatusCode.Forbidden, (await ada.PostAsync("/account/prove", form, ("Form.Password", ConsoleApp.Password))).Status);
        Assert.Equal("wrong-code", (await _app.AuditAsync("proof"))[0].Outcome);
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await ada.PostAsync("/account/prove", form, ("Form.Password", ConsoleApp.Password), ("Form.SecondFactor", Now(app)))).Status);
        for (int i = 0; i < 5; i++)
        {
            await ada.PostAsync("/account/prove", form, ("Form.Password", ConsoleApp.Password), ("Form.SecondFactor", "000000"));
        }

        Assert.Equal("locked-out", (await _app.AuditAsync("proof"))[0].Outcome);
    }

    [Fact]
    public async Task The_password_alone_does_not_change_the_password_where_there_is_a_second_factor()
    {
        (_, IReadOnlyList<string> codes) = await SetUpAsync();
        Visitor ada = _app.NewVisitor();
        await TryAsync(codes[0], ada);
        _app.Clock!.Advance(FreshProof.Lasts);

        Page refused = await ada.PostAsync(
            "/account",
            (await ada.GetAsync("/account")).NamedForm("password"),
            ("Form.Current", ConsoleApp.Password), ("Form.Wanted", "nine slow badgers"), ("Form.Repeated", "nine slow badgers"));

        Assert.Contains("Prove first that it is you", refused.Text, StringComparison.Ordinal);
        Assert.Equal(FreshProof.Needed, (await _app.AuditAsync("password.change"))[0].Outcome);
    }

    [Fact]
    public async Task An_accepted_invitation_begins_anew_without_the_app()
    {
        await SetUpAsync();
        Outcome<Invited> outcome = await _app.Services.GetRequiredService<ManagePeople>().InviteAgainAsync(_ada.Id, _ada.Id, Stop);
        Assert.True(outcome.TryGet(out Invited? again, out _));

        await _app.NewVisitor().SubmitAsync($"/invitation/{again.Code}", ("Form.Password", ConsoleApp.Password), ("Form.Repeated", ConsoleApp.Password));

        await _app.SignInAsync("ada");
    }

    [Fact]
    public async Task The_store_has_neither_the_key_nor_a_code_and_the_key_is_of_one_person()
    {
        (Totp app, IReadOnlyList<string> codes) = await SetUpAsync();
        Authenticator stored = (await StoredAsync())!.Authenticator!;
        AuthenticatorDesk desk = _app.Services.GetRequiredService<AuthenticatorDesk>();

        Assert.NotNull(desk.StepOf(_ada.Id, stored.Key, Now(app), 0));
        Assert.Null(desk.StepOf(new PersonId("eve"), stored.Key, Now(app), 0));
        Assert.Null(new AuthenticatorDesk(new EphemeralDataProtectionProvider(), _app.Clock!).StepOf(_ada.Id, stored.Key, Now(app), 0));
        Assert.All(codes, code => Assert.DoesNotContain(code.Replace("-", "", StringComparison.Ordinal), string.Join(' ', stored.RecoveryCodes), StringComparison.OrdinalIgnoreCase));
    }

    // RFC 6238, appendix B, with the last six of the eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long unixTime, string code)
    {
        var protection = new EphemeralDataProtectionProvider();
        var clock = new WallClock();
        clock.Advance(DateTimeOffset.FromUnixTimeSeconds(unixTime) - clock.GetUtcNow());
        string key = Convert.ToBase64String(protection.CreateProtector("KeyCeremonyConsole.Authenticator", "ada").Protect(Encoding.ASCII.GetBytes("12345678901234567890")));

        Assert.Equal(unixTime / 30, new AuthenticatorDesk(protection, clock).StepOf(new PersonId("ada"), key, code, 0));
    }

    private static string KeyOn(Page page) => page.Html.QuerySelector("#authenticator-key")!.TextContent;

    private static Totp AppOn(Page page) => new(Base32Encoding.ToBytes(KeyOn(page).Replace(" ", "", StringComparison.Ordinal)));

    private static IReadOnlyList<string> CodesOn(Page page) => [.. page.Html.QuerySelectorAll("#recovery-codes li").Select(li => li.TextContent)];

    private static Task<Page> PasswordAsync(Visitor visitor, string? returnUrl = null) => visitor.SubmitAsync(
        returnUrl is null ? "/sign-in" : $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}", ("Form.SignInName", "ada"), ("Form.Password", ConsoleApp.Password));

    private static async Task ProveAsync(Visitor visitor) => Assert.Equal(
        HttpStatusCode.NoContent,
        (await visitor.PostAsync("/account/prove", (await visitor.GetAsync("/account")).Form("/account/prove"), ("Form.Password", ConsoleApp.Password))).Status);

    private string Now(Totp app) => app.ComputeTotp(_app.Clock!.GetUtcNow().UtcDateTime);

    private Task<WaysIn?> StoredAsync() => _app.Store.FindWaysInAsync(_ada.Id, Stop);

    /// <summary>From the password on, in a browser of its own.</summary>
    private async Task<Page> TryAsync(string code, Visitor? visitor = null)
    {
        visitor ??= _app.NewVisitor();
        Assert.Equal(Second, (await PasswordAsync(visitor)).Location);
        return await visitor.SubmitAsync(Second, ("Form.Code", code));
    }

    private async Task<Visitor> SignedInAsync()
    {
        _ada = await _app.SetUpAsync();
        return await _app.SignInAsync("ada");
    }

    /// <summary>Ada's app and recovery codes; the code that it was set up with is of the step before, unless said otherwise.</summary>
    private async Task<(Totp App, IReadOnlyList<string> Codes)> SetUpAsync(bool advance = true)
    {
        Visitor ada = await SignedInAsync();
        Page begun = await ada.PostAsync("/account", (await ada.GetAsync("/account")).NamedForm("authenticator-begin"));
        Totp app = AppOn(begun);
        Page done = await ada.PostAsync("/account", begun.NamedForm("authenticator-confirm"), ("Form.Code", Now(app)));
        Assert.Equal(10, CodesOn(done).Count);
        if (advance)
        {
            _app.Clock!.Advance(Step);
        }

        return (app, CodesOn(done));
    }
}
