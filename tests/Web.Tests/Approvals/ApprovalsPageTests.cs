using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Rekey;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Approvals;
using KeyCeremonyConsole.Web.Dashboard;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Approvals;

public sealed class ApprovalsPageTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();
    private IReadOnlyList<Person> _people = [];
    private Person _olga = null!;
    private Person _nils = null!;

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    public ApprovalsPageTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    public async ValueTask InitializeAsync()
    {
        _olga = await _console.PersonAsync("Olga", Roles.Administrator);
        _people = await _console.PeopleAsync("Ada", "Ben", "Cem");
        await _console.OpenVaultAsync(_olga, 2, _people);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
    }

    [Fact]
    public void With_one_administrator_it_says_that_it_takes_two_and_does_nothing()
    {
        IRenderedComponent<ApprovalsPage> page = PageOf(_olga);
        Assert.Contains("There is only one administrator.", page.Markup, StringComparison.Ordinal);

        Button(page, "Ask for two administrators").Click();

        page.WaitForAssertion(() => Assert.Contains("Add another first.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_are_asked_for_by_one_click_and_the_page_says_so()
    {
        _nils = await _console.PersonAsync("Nils", Roles.Administrator);
        IRenderedComponent<ApprovalsPage> page = PageOf(_olga);

        Button(page, "Ask for two administrators").Click();

        page.WaitForAssertion(() => Assert.Equal("Two administrators must agree", page.Find("#four-eyes-title").TextContent));
    }

    [Fact]
    public async Task A_proposal_appears_live_with_all_that_would_be_done_and_its_words()
    {
        await TwoAgreeAsync();
        IRenderedComponent<ApprovalsPage> page = PageOf(_nils);
        Assert.Contains("Nothing waits for a second administrator", page.Markup, StringComparison.Ordinal);

        Proposal proposal = await ProposeAsync();

        page.WaitForAssertion(() => Assert.Equal("Replace the shares, 2 of 3, with 2 of 3.", page.Find(".proposal h2").TextContent));
        string facts = page.Find(".proposal-facts").TextContent;
        Assert.Contains("Ada (1), Ben (2), Cem (3)", facts, StringComparison.Ordinal);
        Assert.Contains("Somebody left.", facts, StringComparison.Ordinal);
        Assert.Equal(proposal.Fingerprint.Words, page.FindAll(".fingerprint-words li").Select(w => w.TextContent));
    }

    [Fact]
    public async Task Confirming_does_it_and_leads_to_the_ceremony()
    {
        await TwoAgreeAsync();
        await ProposeAsync();
        IRenderedComponent<ApprovalsPage> page = PageOf(_nils);

        Button(page, "Confirm, and do it now").Click();

        page.WaitForAssertion(() => Assert.Matches("/ceremonies/[0-9a-f-]{36}$", Services.GetRequiredService<NavigationManager>().Uri));
        Ceremony rekey = Assert.Single(await _console.Store.ListOpenCeremoniesAsync(Stop), c => c.Kind is CeremonyKind.Rekey);
        Assert.Equal("Olga", rekey.StartedByName);
        page.WaitForAssertion(() => Assert.Contains("confirmed by you", page.Find(".decided").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_asks_why_and_the_proposer_reads_it()
    {
        await TwoAgreeAsync();
        await ProposeAsync();
        IRenderedComponent<ApprovalsPage> page = PageOf(_nils);

        Button(page, "Refuse…").Click();
        page.Find(".proposal form").Submit();
        page.WaitForAssertion(() => Assert.Contains("Give a reason", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        page.Find(".proposal textarea").Input("Not before Monday.");
        page.Find(".proposal form").Submit();

        page.WaitForAssertion(() => Assert.Contains("Not before Monday.", page.Find(".decided").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".proposal"));
        Assert.DoesNotContain(await _console.Store.ListOpenCeremoniesAsync(Stop), c => c.Kind is CeremonyKind.Rekey);
    }

    [Fact]
    public async Task The_proposer_can_take_it_back_and_nothing_else()
    {
        await TwoAgreeAsync();
        await ProposeAsync();
        IRenderedComponent<ApprovalsPage> page = PageOf(_olga);
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Contains("Confirm", StringComparison.Ordinal));

        Button(page, "Take it back").Click();

        page.WaitForAssertion(() => Assert.Contains("taken back", page.Find(".decided").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_the_world_moved_the_card_says_so_and_stays()
    {
        await TwoAgreeAsync();
        await ProposeAsync();
        IRenderedComponent<ApprovalsPage> page = PageOf(_nils);
        await _console.Store.CommitAsync(
            new Commit(new AuditDraft(_console.Clock.GetUtcNow(), "system", "the test", "test", "", AuditDraft.DoneOutcome, "")) { People = [_people[0] with { Name = "Ada B." }] }, Stop);

        Button(page, "Confirm, and do it now").Click();

        page.WaitForAssertion(() => Assert.Contains("no longer what was proposed", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Single(page.FindAll(".proposal"));
    }

    [Fact]
    public async Task The_overview_of_the_other_administrator_asks_for_it()
    {
        await TwoAgreeAsync();
        _console.SignIn(this, _nils);
        IRenderedComponent<DashboardPage> page = Render<DashboardPage>();

        await ProposeAsync();

        page.WaitForAssertion(() => Assert.Equal("/approvals", page.Find(".needs a").GetAttribute("href")));
        Assert.Contains("Olga: Replace the shares", page.Find(".needs").TextContent, StringComparison.Ordinal);
    }

    private static IElement Button(IRenderedComponent<ApprovalsPage> page, string text) => page.FindAll("button").Single(b => b.TextContent.Trim() == text);

    private async Task TwoAgreeAsync()
    {
        _nils = await _console.PersonAsync("Nils", Roles.Administrator);
        Assert.Null((await _console.Get<SetFourEyes>().OnAsync(_olga.Id, Stop)).Refusal);
    }

    private async Task<Proposal> ProposeAsync()
    {
        var order = new CeremonyOrder(3, 2, [.. _people.Select(p => p.Id)], VerificationPolicy.AllHolders, TimeSpan.FromDays(1), "Somebody left.");
        Assert.Equal(FourEyesRule.Waits, (await _console.Get<StartRekey>().RunAsync(_olga.Id, order, Stop)).Refusal?.Code);
        return Assert.Single(await _console.Store.ListOpenProposalsAsync(Stop));
    }

    private IRenderedComponent<ApprovalsPage> PageOf(Person person)
    {
        _console.SignIn(this, person);
        Render<MudDialogProvider>();
        IRenderedComponent<ApprovalsPage> page = Render<ApprovalsPage>();
        page.WaitForState(() => page.FindAll("section").Count > 0);
        return page;
    }
}
