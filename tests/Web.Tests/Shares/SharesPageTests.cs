using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
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

    private IRenderedComponent<SharesPage> PageOf(Person person)
    {
        _console.SignIn(this, person);
        IRenderedComponent<SharesPage> page = Render<SharesPage>();
        page.WaitForState(() => page.FindAll("section").Count > 0);
        return page;
    }
}
