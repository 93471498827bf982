using Bunit;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Ceremonies;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Ceremonies;

public sealed class CeremoniesPageTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();
    private IReadOnlyList<Person> _people = [];
    private Person _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _admin = await _console.PersonAsync("Olga", Roles.Administrator);
        _people = await _console.PeopleAsync("Ada", "Ben");
        await _console.OpenVaultAsync(_admin, 2, _people);
        _console.SignIn(this, _admin);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
    }

    [Fact]
    public async Task Open_ones_stand_above_past_ones_and_move_down_when_they_end()
    {
        Ceremony rekey = await _console.RekeyAsync(_admin, 2, _people);
        IRenderedComponent<CeremoniesPage> page = Page();
        Assert.Equal($"/ceremonies/{rekey.Id}", page.Find(".ceremony-card a").GetAttribute("href"));
        Assert.Equal(2, page.FindAll("tbody tr").Count);

        TestConsole.Done(await _console.Get<EndCeremony>().CancelAsync(_admin.Id, rekey.Id, "not now", Xunit.TestContext.Current.CancellationToken));

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".ceremony-card")));
        Assert.Contains("cancelled", page.FindAll("tbody tr")[0].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_button_says_why_there_can_be_no_new_one()
    {
        await _console.RekeyAsync(_admin, 2, _people);

        IRenderedComponent<CeremoniesPage> page = Page();

        Assert.Equal("true", page.Find("button.button-primary").GetAttribute("aria-disabled"));
        Assert.Contains("A ceremony is open already.", page.Find("#new-ceremony-why").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_policy_hides_is_neither_listed_nor_shown()
    {
        Ceremony rekey = await _console.RekeyAsync(_admin, 2, _people);
        string text = BuiltInPolicies.Find("auditor")!.Text.Replace("path \"sys/rekey/init\" { capabilities = [\"read\"] }", "", StringComparison.Ordinal);
        TestConsole.Done(await _console.Get<ChangePolicy>().WriteAsync(_admin.Id, "auditor", text, Xunit.TestContext.Current.CancellationToken));
        _console.SignIn(this, await _console.PersonAsync("Cleo", Roles.Auditor));

        IRenderedComponent<CeremoniesPage> page = Page();
        Assert.Empty(page.FindAll(".ceremony-card"));
        Assert.Equal(2, page.FindAll("tbody tr").Count); // That the vault was made and opened, everybody may know.
        Assert.Empty(page.FindAll(".page-actions a, .page-actions button"));

        IRenderedComponent<CeremonyLive> one = Render<CeremonyLive>(parameters => parameters.Add(p => p.Id, rekey.Id));
        one.WaitForAssertion(() => Assert.Contains("This ceremony is not shown to you", one.Markup, StringComparison.Ordinal));
        Assert.Contains("read on sys/rekey/init", one.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Ben", one.Markup, StringComparison.Ordinal);
        Assert.Empty(_console.Get<Presence>().At(rekey.Id));
    }

    [Fact]
    public async Task Older_ones_come_by_the_page()
    {
        for (int i = 0; i < 30; i++)
        {
            Ceremony rekey = await _console.RekeyAsync(_admin, 2, _people);
            _console.Clock.Advance(TimeSpan.FromMinutes(1));
            TestConsole.Done(await _console.Get<EndCeremony>().CancelAsync(_admin.Id, rekey.Id, "not now", Xunit.TestContext.Current.CancellationToken));
        }

        IRenderedComponent<CeremoniesPage> page = Page();
        Assert.Equal(25, page.FindAll("tbody tr").Count);

        page.FindAll("button").Single(b => b.TextContent == "Show older ones").Click();

        page.WaitForAssertion(() => Assert.Equal(32, page.FindAll("tbody tr").Count));
        Assert.DoesNotContain("Show older ones", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_an_open_ceremony_leads_there()
    {
        Ceremony rekey = await _console.RekeyAsync(_admin, 2, _people);

        Render<JoinPage>(p => p.Add(j => j.Code, rekey.Id.Value));

        Assert.EndsWith($"/ceremonies/{rekey.Id}", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_none_says_who_can_make_one()
    {
        IRenderedComponent<JoinPage> page = Render<JoinPage>(p => p.Add(j => j.Code, "gone"));

        Assert.Contains("Olga can start a new ceremony", page.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<CeremoniesPage> Page()
    {
        IRenderedComponent<CeremoniesPage> page = Render<CeremoniesPage>();
        page.WaitForState(() => page.FindAll("tbody tr").Count > 0);
        return page;
    }
}
