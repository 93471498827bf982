using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Ceremonies.Start;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Ceremonies;

public sealed class NewCeremonyPageTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();
    private Person _admin = null!;

    public NewCeremonyPageTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    private string Address => Services.GetRequiredService<NavigationManager>().Uri;

    public async ValueTask InitializeAsync()
    {
        _admin = await _console.PersonAsync("Olga", Roles.Administrator);
        await _console.PeopleAsync("Ada", "Ben", "Cem", "Dora", "Emil", "Fay");
        _console.SignIn(this, _admin);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
    }

    [Fact]
    public void Five_shares_of_which_three_open_are_proposed() => Assert.Equal(
        "Any 3 of these 5 people can open it. You may lose 2. It takes 3 to collude.", Page().Find(".sentence").TextContent);

    [Fact]
    public void The_sentence_follows_the_numbers()
    {
        IRenderedComponent<NewCeremonyPage> page = Page();

        Number(page, "Shares").Input("7");
        Number(page, "Threshold").Input("7");

        Assert.Equal("All 7 people are needed to open it. You may lose none. It takes all 7 to collude.", page.Find(".sentence").TextContent);
    }

    [Theory]
    [InlineData("3", "4", "Threshold cannot be larger than shares. Lower it to 3 at most, or make more shares.")]
    [InlineData("3", "1", "Threshold must be greater than one for multiple shares. Choose from 1 to 255.")]
    [InlineData("256", "3", "Shares must be less than 256. Choose from 1 to 255.")]
    [InlineData("0", "3", "Shares must be at least one. Choose from 1 to 255.")]
    public void What_is_wrong_with_the_numbers_is_said_as_they_are_typed(string shares, string threshold, string problem)
    {
        IRenderedComponent<NewCeremonyPage> page = Page();

        Number(page, "Shares").Input(shares);
        Number(page, "Threshold").Input(threshold);

        Assert.Equal(problem, page.Find("[role=alert]").TextContent);
    }

    [Fact]
    public void One_share_means_threshold_one_with_a_warning()
    {
        IRenderedComponent<NewCeremonyPage> page = Page();

        Number(page, "Shares").Input("1");

        Assert.StartsWith("One person alone can open it.", page.Find(".sentence").TextContent, StringComparison.Ordinal);
        Assert.Contains("Good for a try-out", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_missing_is_counted()
    {
        IRenderedComponent<NewCeremonyPage> page = Page();
        Assert.Contains("5 more holders are needed.", page.Markup, StringComparison.Ordinal);

        page.FindAll(".holders input")[2].Change(true);
        Assert.Contains("4 more holders are needed.", page.Markup, StringComparison.Ordinal);
        Assert.Equal("share 1", page.FindAll(".holders li")[2].QuerySelector(".pill")!.TextContent);

        Button(page, "Fill in order").Click();
        Assert.Equal(["share 2", "share 3", "share 1", "share 4", "share 5"], page.FindAll(".holders .pill").Select(p => p.TextContent));
    }

    [Fact]
    public void More_shares_than_people_leads_to_the_people()
    {
        IRenderedComponent<NewCeremonyPage> page = Page();

        Number(page, "Shares").Input("9");
        Button(page, "Fill in order").Click();

        Assert.Contains("3 more holders are needed.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("There are 6 people with the role holder", page.Markup, StringComparison.Ordinal);
        Assert.Equal("/people", page.Find(".field-error a, .hint a").GetAttribute("href"));
    }

    [Fact]
    public void There_is_no_review_before_everything_is_given()
    {
        IRenderedComponent<NewCeremonyPage> page = Page();

        Button(page, "Review").Click();

        Assert.Contains("Something is still missing", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#review-title"));
    }

    [Fact]
    public async Task The_review_shows_what_holders_will_see_and_starts_it()
    {
        IRenderedComponent<NewCeremonyPage> page = Filled();
        Assert.Contains("Ada (1), Ben (2), Cem (3), Dora (4) and Emil (5)", page.Markup, StringComparison.Ordinal);

        Button(page, "Initialise the vault").Click();

        Ceremony started = Assert.Single(await _console.OpenAsync());
        page.WaitForAssertion(() => Assert.EndsWith($"/ceremonies/{started.Id}", Address, StringComparison.Ordinal));
        Assert.Equal((CeremonyKind.Initialise, "First start", 5, 3), (started.Kind, started.Reason, started.NewScheme!.Shares, started.NewScheme.Threshold));
    }

    [Fact]
    public async Task A_double_click_starts_once()
    {
        var gate = new TaskCompletionSource();
        _console.Store.BeforeCommit = _ => gate.Task;
        IRenderedComponent<NewCeremonyPage> page = Filled();

        Button(page, "Initialise the vault").Click();
        Button(page, "Starting").Click();
        gate.SetResult();

        page.WaitForAssertion(() => Assert.Contains("/ceremonies/", Address, StringComparison.Ordinal));
        Assert.Single(await _console.OpenAsync());
        Assert.DoesNotContain("already", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_loses_nothing_that_was_typed()
    {
        IRenderedComponent<NewCeremonyPage> page = Filled();
        Person ada = (await _console.Store.ListPeopleAsync(Xunit.TestContext.Current.CancellationToken)).Single(p => p.Name == "Ada");
        TestConsole.Done(await _console.Get<ManagePeople>().RemoveAsync(_admin.Id, ada.Id, Xunit.TestContext.Current.CancellationToken));

        Button(page, "Initialise the vault").Click();
        page.WaitForAssertion(() => Assert.Contains("Ada is not a key holder", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Button(page, "Back").Click();

        Assert.Equal("First start", page.Find("#reason").GetAttribute("value"));
        Assert.Equal(5, page.FindAll(".holders .pill").Count);
    }

    [Fact]
    public async Task Another_open_ceremony_is_linked_instead_of_the_form()
    {
        IReadOnlyList<Person> holders = await _console.PeopleAsync("Gus", "Hal");
        Ceremony open = await _console.InitialiseAsync(_admin, 2, holders);

        IRenderedComponent<NewCeremonyPage> page = Page();

        Assert.Equal($"/ceremonies/{open.Id}", page.Find("a.button").GetAttribute("href"));
        Assert.Empty(page.FindAll("#reason"));
    }

    [Fact]
    public async Task A_rekey_begins_with_the_people_of_today()
    {
        IReadOnlyList<Person> holders = await _console.PeopleAsync("Gus", "Hal");
        await _console.OpenVaultAsync(_admin, 2, holders);

        IRenderedComponent<NewCeremonyPage> page = Page("rekey");

        Assert.Equal("Both people are needed to open it. You may lose none. It takes both to collude.", page.Find(".sentence").TextContent);
        Assert.Equal(["share 1", "share 2"], page.FindAll(".holders .pill").Select(p => p.TextContent));
    }

    [Fact]
    public async Task A_sealed_vault_sends_to_the_unseal()
    {
        IReadOnlyList<Person> holders = await _console.PeopleAsync("Gus", "Hal");
        await _console.OpenVaultAsync(_admin, 2, holders);
        TestConsole.Done(await _console.Get<KeyCeremonyConsole.Ceremonies.Seal.SealVault>().RunAsync(_admin.Id, Xunit.TestContext.Current.CancellationToken));

        IRenderedComponent<NewCeremonyPage> page = Page("rekey");

        Assert.Contains("The vault is sealed.", page.Markup, StringComparison.Ordinal);
        Assert.Equal($"/ceremonies/{(await _console.OpenAsync()).Single().Id}", page.Find("a.button").GetAttribute("href"));
    }

    private static IElement Button(IRenderedComponent<NewCeremonyPage> page, string text) =>
        page.FindAll("button").First(b => b.TextContent.Trim().StartsWith(text, StringComparison.Ordinal));

    private static IElement Number(IRenderedComponent<NewCeremonyPage> page, string label) =>
        page.FindAll(".mud-input-control").First(c => c.QuerySelector("label")?.TextContent.StartsWith(label, StringComparison.Ordinal) == true)
            .QuerySelector("input")!;

    private IRenderedComponent<NewCeremonyPage> Page(string kind = "initialise")
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/ceremonies/new?kind={kind}");
        IRenderedComponent<NewCeremonyPage> page = Render<NewCeremonyPage>();
        page.WaitForState(() => page.FindAll("section").Count > 0);
        return page;
    }

    private IRenderedComponent<NewCeremonyPage> Filled()
    {
        IRenderedComponent<NewCeremonyPage> page = Page();
        Button(page, "Fill in order").Click();
        page.Find("#reason").Input("First start");
        Button(page, "Review").Click();
        page.WaitForElement("#review-title");
        return page;
    }
}
