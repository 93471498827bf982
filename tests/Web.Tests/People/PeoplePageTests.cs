using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.People;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.People;

public sealed class PeoplePageTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();

    private IRenderedComponent<MudDialogProvider> _dialogs = null!;

    public async ValueTask InitializeAsync()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        _console.SignIn(this, await _console.PersonAsync("Ada", Roles.Administrator));
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _console.Dispose();
    }

    [Fact]
    public async Task Who_is_added_gets_a_link_that_is_shown_with_its_code()
    {
        IRenderedComponent<PeoplePage> page = Open();
        Button(page, "Add a person").Click();
        await FillAsync("Ben Carter", "ben@example.org");

        page.WaitForAssertion(() => Assert.Contains("Send Ben Carter this link", page.Markup, StringComparison.Ordinal));
        string link = page.Find("#invitation-link").TextContent;
        Assert.Matches("^http://localhost/invitation/[A-Za-z0-9_-]{43}$", link);
        Assert.Equal(link, page.Find("[data-copy]").GetAttribute("data-copy"));
        Assert.Equal("QR code of the invitation for Ben Carter", page.Find("svg.qr").GetAttribute("aria-label"));

        Button(page, "Done, put it away").Click();
        Assert.DoesNotContain("/invitation/", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_stands_at_its_field_and_the_dialog_stays()
    {
        IRenderedComponent<PeoplePage> page = Open();
        Button(page, "Add a person").Click();
        await FillAsync("Ada again", "ADA");

        _dialogs.WaitForAssertion(() => Assert.Contains("Somebody already signs in with this name.", _dialogs.Find(".field-error").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", _dialogs.Find("#person-sign-in").GetAttribute("aria-invalid"));
    }

    [Fact]
    public void The_only_administrator_cannot_be_removed_and_is_told_what_to_do()
    {
        IRenderedComponent<PeoplePage> page = Open();
        page.Find("[aria-label='Remove Ada']").Click();
        Button(_dialogs, "Remove Ada").Click();

        _dialogs.WaitForAssertion(() => Assert.Contains("Give somebody else the role first.", _dialogs.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_removed_stands_apart_and_can_be_invited_no_more()
    {
        await _console.PersonAsync("Ben", Roles.Auditor);
        IRenderedComponent<PeoplePage> page = Open();
        page.Find("[aria-label='Remove Ben']").Click();
        Assert.Contains("Ben can no longer sign in.", _dialogs.Markup, StringComparison.Ordinal);
        Button(_dialogs, "Remove Ben").Click();

        page.WaitForAssertion(() => Assert.Contains("One person was removed", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[aria-label='Invite Ben again']"));
    }

    [Fact]
    public async Task Where_somebody_is_signed_in_is_shown_and_ended()
    {
        Person ben = await _console.PersonAsync("Ben", Roles.Holder);
        DateTimeOffset now = _console.Clock.GetUtcNow();
        await _console.Store.CommitAsync(
            new Commit(new AuditDraft(now, "system", "the test", "sign-in", "", AuditDraft.DoneOutcome, "")) { Sessions = [new SignInSession("1", ben.Id, "Firefox on Windows", "192.0.2.7", now, now)] },
            Xunit.TestContext.Current.CancellationToken);
        IRenderedComponent<PeoplePage> page = Open();

        page.Find("[aria-label='Sessions of Ben']").Click();
        _dialogs.WaitForAssertion(() => Assert.Contains("Firefox on Windows", _dialogs.Markup, StringComparison.Ordinal));
        Assert.Contains("192.0.2.7", _dialogs.Markup, StringComparison.Ordinal);
        Button(_dialogs, "End this session").Click();

        page.WaitForAssertion(() => Assert.Contains("The sessions of Ben are ended.", page.Markup, StringComparison.Ordinal));
        Assert.NotNull((await _console.Store.FindSessionAsync("1", Xunit.TestContext.Current.CancellationToken))!.Ended);
    }

    [Fact]
    public async Task People_of_an_organisation_are_invited_with_their_account_and_get_their_roles_there()
    {
        IRenderedComponent<PeoplePage> page = Open(new SignInMode(IsLocal: false));

        Assert.Contains("People come from your organisation.", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent is "Invite again" or "Change roles");
        Button(page, "Add a person").Click();
        Assert.Empty(_dialogs.FindAll("#person-sign-in"));
        await _dialogs.Find("#person-name").ChangeAsync(new() { Value = "Ben" });
        _dialogs.Find("#add-person").Submit();
        _dialogs.WaitForAssertion(() => Assert.Contains("Give a mail address", _dialogs.Find(".field-error").TextContent, StringComparison.Ordinal));
        await _dialogs.Find("#person-address").ChangeAsync(new() { Value = "ben@example.org" });
        _dialogs.Find("#add-person").Submit();

        page.WaitForAssertion(() => Assert.Contains("Send Ben this link", page.Markup, StringComparison.Ordinal));
        page.Find("[aria-label='Revoke the invitation of Ben']").Click();
        page.WaitForAssertion(() => Assert.Contains("No invitation is open", page.Markup, StringComparison.Ordinal));
    }

    private static IElement Button<T>(IRenderedComponent<T> within, string text)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        within.FindAll("button").Single(button => button.TextContent.Trim() == text);

    private IRenderedComponent<PeoplePage> Open(SignInMode? mode = null)
    {
        Services.AddSingleton(mode ?? new SignInMode(IsLocal: true));
        _dialogs = Render<MudDialogProvider>();
        return Render<PeoplePage>();
    }

    private async Task FillAsync(string name, string signInName)
    {
        await _dialogs.Find("#person-name").ChangeAsync(new() { Value = name });
        await _dialogs.Find("#person-sign-in").ChangeAsync(new() { Value = signInName });
        _dialogs.Find("#add-person").Submit();
    }
}
