using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Identity;

public sealed class InvitationTests : IDisposable
{
    private const string Unusable = "was used, replaced or revoked, or has expired";

    private readonly ConsoleApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task An_invitation_says_who_invites_to_what_and_where()
    {
        Invited ben = await InviteBenAsync();

        Page page = await _app.NewVisitor().GetAsync($"/invitation/{ben.Code}");

        Assert.Contains("Ada invites you to this key ceremony console as holder.", page.Text, StringComparison.Ordinal);
        Assert.Contains("localhost", page.Text, StringComparison.Ordinal);
        Assert.Contains("29 Nov 2026", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_shows_the_words_of_this_console_and_what_will_be_asked()
    {
        Invited ben = await InviteBenAsync();

        Page page = await _app.NewVisitor().GetAsync($"/invitation/{ben.Code}");

        Fingerprint console = (await ConsoleIdentity.FindAsync(_app.Store, TestContext.Current.CancellationToken))!;
        Assert.Equal(console.Words, page.Html.QuerySelectorAll("#console-words li").Select(w => w.TextContent));
        Assert.Contains("a passkey that your device makes, or a password of your choice", page.Text, StringComparison.Ordinal);
        Assert.Contains("Use this device", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("As an administrator", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_signed_in_as_somebody_else_is_told_to_sign_out_first_and_cannot_accept_it()
    {
        Invited ben = await InviteBenAsync();
        Page opened = await _app.NewVisitor().GetAsync($"/invitation/{ben.Code}");
        Visitor ada = await _app.SignInAsync("ada");

        Page page = await ada.GetAsync($"/invitation/{ben.Code}");
        Page posted = await ada.PostAsync($"/invitation/{ben.Code}", page.Form(), [.. Passwords(ConsoleApp.Password), ("Form.Code", ben.Code)]);

        Assert.Contains("You are signed in here as Ada. This invitation is for Ben.", page.Text, StringComparison.Ordinal);
        Assert.Contains("You are signed in here as Ada.", posted.Text, StringComparison.Ordinal);
        Assert.NotNull(opened.ValueOf("Form.Code"));
        Assert.Equal("/", (await AcceptAsync(_app.NewVisitor(), ben)).Location); // It is still good for Ben.
    }

    [Fact]
    public async Task A_revoked_invitation_says_so()
    {
        Invited ben = await InviteBenAsync();
        Person ada = (await _app.Store.FindPersonBySignInNameAsync("ada", TestContext.Current.CancellationToken))!;
        await _app.Services.GetRequiredService<ManagePeople>().RevokeInvitationAsync(ada.Id, ben.Person.Id, TestContext.Current.CancellationToken);

        Assert.Contains(Unusable, (await _app.NewVisitor().GetAsync($"/invitation/{ben.Code}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_accepts_is_signed_in_with_a_password_of_their_own()
    {
        Invited ben = await InviteBenAsync();
        Visitor visitor = _app.NewVisitor();

        Page done = await AcceptAsync(visitor, ben);

        Assert.Equal("/", done.Location);
        Assert.Contains("Ben", (await visitor.GetAsync("/account")).Text, StringComparison.Ordinal);
        await _app.SignInAsync("ben");
    }

    [Fact]
    public async Task An_invitation_works_once()
    {
        Invited ben = await InviteBenAsync();
        Visitor thief = _app.NewVisitor();
        Page opened = await thief.GetAsync($"/invitation/{ben.Code}");
        await AcceptAsync(_app.NewVisitor(), ben);

        Page posted = await thief.PostAsync($"/invitation/{ben.Code}", opened.Form(), Passwords("nine slow badgers"));

        Assert.Contains(Unusable, posted.Text, StringComparison.Ordinal);
        Assert.Contains(Unusable, (await thief.GetAsync($"/invitation/{ben.Code}")).Text, StringComparison.Ordinal);
        await _app.SignInAsync("ben");
    }

    [Fact]
    public async Task An_invitation_expires()
    {
        Invited ben = await InviteBenAsync();
        _app.Clock!.Advance(ManagePeople.InvitationLasts);

        Assert.Contains(Unusable, (await _app.NewVisitor().GetAsync($"/invitation/{ben.Code}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_invitation_replaces_the_one_before()
    {
        Person ada = await _app.SetUpAsync();
        Invited first = await _app.InviteAsync(ada, "Ben", Roles.Holder);
        Outcome<Invited> again = await _app.Services.GetRequiredService<ManagePeople>()
            .InviteAgainAsync(ada.Id, first.Person.Id, TestContext.Current.CancellationToken);
        Assert.True(again.TryGet(out Invited? second, out _));

        Assert.Contains(Unusable, (await _app.NewVisitor().GetAsync($"/invitation/{first.Code}")).Text, StringComparison.Ordinal);
        Assert.Equal("/", (await AcceptAsync(_app.NewVisitor(), second)).Location);
    }

    [Theory]
    [InlineData("password1234", "password1234", "tried first")]
    [InlineData("ben is a holder", "ben is a holder", "contains your sign-in name")]
    [InlineData("four calm otters", "four calm badgers", "The two passwords differ.")]
    public async Task A_bad_password_is_refused_in_words(string password, string repeated, string words)
    {
        Invited ben = await InviteBenAsync();

        Page refused = await _app.NewVisitor().SubmitAsync(
            $"/invitation/{ben.Code}", ("Form.Password", password), ("Form.Repeated", repeated));

        Assert.Contains(words, refused.Text, StringComparison.Ordinal);
    }

    private static Task<Page> AcceptAsync(Visitor visitor, Invited invited) =>
        visitor.SubmitAsync($"/invitation/{invited.Code}", Passwords(ConsoleApp.Password));

    private static (string Field, string Value)[] Passwords(string password) => [("Form.Password", password), ("Form.Repeated", password)];

    private async Task<Invited> InviteBenAsync() => await _app.InviteAsync(await _app.SetUpAsync(), "Ben", Roles.Holder);
}
