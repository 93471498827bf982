using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Dashboard;
using MudBlazor;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Dashboard;

public sealed class DashboardPageTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();
    private IReadOnlyList<Person> _people = [];
    private Person _admin = null!;

    public DashboardPageTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    public async ValueTask InitializeAsync()
    {
        _admin = await _console.PersonAsync("Olga", Roles.Administrator);
        _people = await _console.PeopleAsync("Ada", "Ben");
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
    }

    [Fact]
    public void An_administrator_is_led_to_the_initialisation()
    {
        IRenderedComponent<DashboardPage> page = PageOf(_admin);

        Assert.Equal("The vault is not initialised", page.Find("h1").TextContent);
        Assert.Equal("/ceremonies/new?kind=initialise", page.Find(".needs a").GetAttribute("href"));
        Assert.Contains("2 people have the role holder", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Others_are_told_who_must()
    {
        IRenderedComponent<DashboardPage> page = PageOf(_people[0]);

        Assert.Contains("An administrator must initialise the vault", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".needs"));
    }

    [Fact]
    public async Task A_proof_that_is_too_old_is_asked_for_on_quiet_days_until_the_share_is_checked()
    {
        await _console.OpenVaultAsync(_admin, 2, _people);
        IRenderedComponent<DashboardPage> quiet = PageOf(_people[0]);
        Assert.Contains("2 of 2 holders could come today; any 2 open the vault. Not one more may be lost. 2 of them have shown within 180 days", quiet.Markup, StringComparison.Ordinal);
        Assert.Empty(quiet.FindAll(".needs"));

        _console.Clock.Advance(TimeSpan.FromDays(200));
        await _console.CheckAsync(_people[1]);
        quiet.WaitForAssertion(() => Assert.Equal("/shares#check", quiet.Find(".needs a").GetAttribute("href")));
        Assert.Contains("You last showed that you have it 7 months ago", quiet.Find(".needs").TextContent, StringComparison.Ordinal);

        await _console.CheckAsync(_people[0]);
        quiet.WaitForAssertion(() => Assert.Empty(quiet.FindAll(".needs")));
    }

    [Fact]
    public async Task What_needs_me_follows_the_ceremony()
    {
        Ceremony initialise = await _console.InitialiseAsync(_admin, 2, _people);
        IRenderedComponent<DashboardPage> page = PageOf(_people[0]);
        Assert.Contains("Collect your new share", page.Find(".needs").TextContent, StringComparison.Ordinal);

        await _console.CollectAsync(initialise.Id, _people[0]);
        page.WaitForAssertion(() => Assert.Contains("Prove your new share", page.Find(".needs").TextContent, StringComparison.Ordinal));
        await _console.ProveAsync(initialise.Id, _people[0]);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".needs")));

        await _console.CollectAsync(initialise.Id, _people[1]);
        await _console.ProveAsync(initialise.Id, _people[1]);
        page.WaitForAssertion(() => Assert.Contains("Submit your share to unseal the vault", page.Find(".needs").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_share_waits_also_after_its_ceremony_has_ended()
    {
        await _console.InitialiseAsync(_admin, 2, _people, VerificationPolicy.None);

        Assert.Contains("Collect your new share", PageOf(_people[0]).Find(".needs").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_vault_is_sealed_only_after_the_word()
    {
        await _console.OpenVaultAsync(_admin, 2, _people);
        _console.SignIn(this, _admin);
        IRenderedComponent<MudDialogProvider> dialogs = Render<MudDialogProvider>();
        IRenderedComponent<DashboardPage> page = Render<DashboardPage>();
        page.WaitForState(() => page.FindAll("h1").Count > 0);
        Assert.Equal("The vault is open", page.Find("h1").TextContent);

        page.FindAll("button").First(b => b.TextContent == "Seal…").Click();
        dialogs.WaitForElement("#seal-word");
        dialogs.Find("#seal-form").Submit();
        Assert.Equal("The vault is open", page.Find("h1").TextContent);
        dialogs.Find("#seal-word").Input("seal");
        dialogs.Find("#seal-form").Submit();

        page.WaitForAssertion(() => Assert.Equal("The vault is sealed: 2 holders open it", page.Find("h1").TextContent));
    }

    [Fact]
    public async Task Only_administrators_see_the_seal_button()
    {
        await _console.OpenVaultAsync(_admin, 2, _people);

        Assert.DoesNotContain("Seal…", PageOf(_people[0]).Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<DashboardPage> PageOf(Person person)
    {
        _console.SignIn(this, person);
        IRenderedComponent<DashboardPage> page = Render<DashboardPage>();
        page.WaitForState(() => page.FindAll("h1").Count > 0);
        return page;
    }
}
