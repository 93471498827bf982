using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Web.Quorum;
using MudBlazor;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Quorum;

public sealed class HoldersPageTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();
    private IReadOnlyList<Person> _people = [];
    private Person _admin = null!;
    private IRenderedComponent<MudDialogProvider> _dialogs = null!;

    public HoldersPageTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    public async ValueTask InitializeAsync()
    {
        _admin = await _console.PersonAsync("Olga", Roles.Administrator);
        _people = await _console.PeopleAsync("Ada", "Ben", "Cem");
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
    }

    [Fact]
    public void Before_there_are_shares_it_says_how_they_come_to_be() =>
        Assert.Contains("Shares are made when the vault is initialised", PageOf(_admin).Markup, StringComparison.Ordinal);

    [Fact]
    public async Task Shares_that_another_server_dealt_have_no_names()
    {
        await _console.InitialiseElsewhereAsync(ShareScheme.Of(3, 2));

        IRenderedComponent<HoldersPage> page = PageOf(_admin);

        Assert.Contains("There are 3. They were handed out through the API, or another server made them.", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("a.button")); // Whom the console does not know, it cannot ask.
    }

    [Fact]
    public async Task It_says_who_holds_a_share_and_when_they_showed_it()
    {
        await _console.OpenVaultAsync(_admin, 2, _people);
        IRenderedComponent<HoldersPage> page = PageOf(_admin);

        Assert.Equal("3 of 3 holders could come today; any 2 open the vault. One may be lost.", page.Find(".sentence").TextContent);
        Assert.Equal(["Ada", "Ben", "Cem"], page.FindAll("tbody strong").Select(e => e.TextContent));
        Assert.Equal(["submitted just now", "submitted just now", "proved just now"], page.FindAll("[data-label='Last shown']").Select(e => e.TextContent));
        Assert.All(page.FindAll("[data-label=Standing]"), pill => Assert.Contains("ready", pill.TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Old_proofs_are_due_and_a_check_elsewhere_shows_at_once()
    {
        await _console.OpenVaultAsync(_admin, 2, _people);
        _console.Clock.Advance(TimeSpan.FromDays(200));
        IRenderedComponent<HoldersPage> page = PageOf(_admin);
        Assert.All(page.FindAll("[data-label=Standing]"), pill => Assert.Contains("should check", pill.TextContent, StringComparison.Ordinal));
        Assert.Contains("Nobody has lately shown", page.Find(".notice").TextContent, StringComparison.Ordinal);

        await _console.CheckAsync(_people[1]);

        page.WaitForAssertion(() => Assert.Equal("checked just now", page.FindAll("[data-label='Last shown']")[1].TextContent));
        Assert.Contains("ready", page.FindAll("[data-label=Standing]")[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cannot_take_part_says_whether_it_still_holds_and_counts_them_out()
    {
        await _console.OpenVaultAsync(_admin, 2, _people);
        IRenderedComponent<HoldersPage> page = PageOf(_admin);

        Button(page, "Ben cannot take part").Click();
        _dialogs.WaitForAssertion(() => Assert.Contains("Without Ben 2 holders are left, and 2 are needed. It still holds, but not one more may be lost: rekey soon.", _dialogs.Markup, StringComparison.Ordinal));
        _dialogs.FindAll("button").Single(b => b.TextContent == "The share is lost").Click();

        page.WaitForAssertion(() => Assert.Contains("2 of 3 holders could come today", page.Find(".sentence").TextContent, StringComparison.Ordinal));
        Assert.Contains("lost it", page.FindAll("[data-label=Standing]")[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("Rekey soon", page.Find(".notice").TextContent, StringComparison.Ordinal);

        Button(page, "Cem cannot take part").Click();
        _dialogs.WaitForAssertion(() => Assert.Contains("They are too few", _dialogs.Markup, StringComparison.Ordinal));
        _dialogs.FindAll("button").Single(b => b.TextContent == "Close").Click();

        Button(page, "Ben can take part again").Click();
        page.WaitForAssertion(() => Assert.Contains("3 of 3 holders could come today", page.Find(".sentence").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_auditor_sees_it_and_changes_nothing()
    {
        await _console.OpenVaultAsync(_admin, 2, _people);

        IRenderedComponent<HoldersPage> page = PageOf(await _console.PersonAsync("Nils", Roles.Auditor));

        Assert.Equal(3, page.FindAll("tbody tr").Count);
        Assert.Empty(page.FindAll("button"));
        Assert.Empty(page.FindAll("input"));
    }

    [Fact]
    public async Task The_reminders_are_changed_or_it_is_said_why_not()
    {
        await _console.OpenVaultAsync(_admin, 2, _people);
        IRenderedComponent<HoldersPage> page = PageOf(_admin);
        Assert.Equal("180", page.Find("#proof-days").GetAttribute("value"));

        page.Find("#proof-days").Change("0");
        page.Find(".policy").Submit();
        page.WaitForAssertion(() => Assert.Equal("Choose between 1 and 3650 days.", page.Find("#proof-days-problem").TextContent));

        page.Find("#proof-days").Change("30");
        page.Find(".policy").Submit();
        page.WaitForAssertion(() => Assert.Contains("older than 30 days", page.Markup, StringComparison.Ordinal));
        Assert.Equal("", page.Find("#proof-days-problem").TextContent);
    }

    private static IElement Button(IRenderedComponent<HoldersPage> page, string label) =>
        page.FindAll("button").Single(b => b.GetAttribute("aria-label") == label);

    private IRenderedComponent<HoldersPage> PageOf(Person person)
    {
        _console.SignIn(this, person);
        Render<MudPopoverProvider>();
        _dialogs = Render<MudDialogProvider>();
        IRenderedComponent<HoldersPage> page = Render<HoldersPage>();
        page.WaitForState(() => page.FindAll("section, .empty").Count > 0);
        return page;
    }
}
