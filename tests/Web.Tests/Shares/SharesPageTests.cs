using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Shares;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Shares;

public sealed class SharesPageTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();
    private IReadOnlyList<Person> _people = [];
    private Person _admin = null!;

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
    public void Before_the_initialisation_it_says_how_one_gets_a_share() =>
        Assert.Contains("The vault is not initialised yet.", PageOf(_people[0]).Markup, StringComparison.Ordinal);

    [Fact]
    public async Task A_share_that_waits_is_linked()
    {
        Ceremony initialise = await _console.InitialiseAsync(_admin, 2, _people);

        Assert.Equal($"/ceremonies/{initialise.Id}", PageOf(_people[0]).Find(".needs a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_share_that_is_held_and_proved_is_shown()
    {
        await _console.OpenVaultAsync(_admin, 2, _people);

        IRenderedComponent<SharesPage> page = PageOf(_people[1]);

        Assert.Contains("Share 2 of 2", page.Find(".held").TextContent, StringComparison.Ordinal);
        Assert.Contains("proved", page.Find(".held").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_share_is_checked_and_only_its_holder_is_told()
    {
        await _console.OpenVaultAsync(_admin, 2, _people);
        string set = (await _console.Get<SealEngine>().ReadStatusAsync(Xunit.TestContext.Current.CancellationToken)).Current!.Id;
        IRenderedComponent<SharesPage> page = Checking(_console.Text(_people[1], set));

        page.Find(".share-entry").Submit();

        page.WaitForAssertion(() => Assert.Contains($"This is share 2 of set {set[..8]}, which is in force.", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".share-entry"));
        page.FindAll("button").Single(b => b.TextContent == "Check another one").Click();
        Assert.Single(page.FindAll(".share-entry"));
    }

    [Fact]
    public async Task A_share_that_is_not_mine_is_told_to_me()
    {
        await _console.OpenVaultAsync(_admin, 2, _people);
        string set = (await _console.Get<SealEngine>().ReadStatusAsync(Xunit.TestContext.Current.CancellationToken)).Current!.Id;
        IRenderedComponent<SharesPage> page = Checking(_console.Text(_people[0], set));

        page.Find(".share-entry").Submit();

        page.WaitForAssertion(() => Assert.Contains("but not yours. Give it back", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    private IRenderedComponent<SharesPage> Checking(byte[] typed)
    {
        BunitJSModuleInterop entry = JSInterop.SetupModule("./Shares/ShareEntry.razor.js");
        entry.Types(typed, SealContext.Check(_people[1].Id));
        IRenderedComponent<SharesPage> page = PageOf(_people[1]);
        page.FindAll("button").Single(b => b.TextContent == "Check my share").Click();
        return page;
    }

    private IRenderedComponent<SharesPage> PageOf(Person person)
    {
        _console.SignIn(this, person);
        IRenderedComponent<SharesPage> page = Render<SharesPage>();
        page.WaitForState(() => page.FindAll("section").Count > 0);
        return page;
    }
}
