using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Initialise;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Seal;
using KeyCeremonyConsole.Ceremonies.Unseal;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Ceremonies;
using KeyCeremonyConsole.Web.Ceremonies.Start;
using KeyCeremonyConsole.Web.Dashboard;
using KeyCeremonyConsole.Web.Keys;
using KeyCeremonyConsole.Web.Shares;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Seals;

/// <summary>The pages of a vault behind a seal provider.</summary>
public sealed class SealPagesTests : BunitContext, IAsyncLifetime
{
    private readonly AwaySeal _seal = new();
    private readonly TestConsole _console;
    private IReadOnlyList<Person> _people = [];
    private Person _admin = null!;

    public SealPagesTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        _console = new TestConsole(_seal);
    }

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _admin = await _console.PersonAsync("Olga", Roles.Administrator);
        _people = await _console.PeopleAsync("Ada", "Ben", "Cem");
        _console.SignIn(this, _admin);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
        _seal.Dispose();
    }

    [Fact]
    public async Task The_provider_is_proposed_and_recovery_shares_are_called_so()
    {
        IRenderedComponent<NewCeremonyPage> page = Wizard("initialise");
        Assert.Contains("What opens the vault", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Any 3 of these 5 people can authorise a change.", page.Find(".sentence").TextContent, StringComparison.Ordinal);

        Radio(page, "The holders' shares").Change(true);
        Assert.Contains("Any 3 of these 5 people can open it.", page.Find(".sentence").TextContent, StringComparison.Ordinal);

        Radio(page, "The static key").Change(true);
        Tick(page, "Begin without recovery shares").Change(true);
        Assert.Empty(page.FindAll(".sentence"));
        page.Find("#reason").Input("First start");
        Button(page, "Review").Click();
        Assert.Contains("No unseal shares are issued", page.Markup, StringComparison.Ordinal);
        Button(page, "Initialise the vault").Click();

        Ceremony done = Assert.Single(await _console.Store.ListEndedCeremoniesAsync(null, 10, Stop));
        Assert.Equal((CeremonyKind.Initialise, ShareTarget.Recovery, null), (done.Kind, done.Target, done.NewScheme));
        IRenderedComponent<CeremonyLive> live = Render<CeremonyLive>(p => p.Add(c => c.Id, done.Id));
        live.WaitForState(() => live.FindAll("h1").Count > 0);
        Assert.Contains("It has no recovery shares yet", live.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_provider_there_is_nothing_to_choose()
    {
        using var plain = new TestConsole();
        Person olga = await plain.PersonAsync("Olga", Roles.Administrator);
        await using var browser = new BunitContext();
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        plain.SignIn(browser, olga);

        IRenderedComponent<NewCeremonyPage> page = browser.Render<NewCeremonyPage>();
        page.WaitForState(() => page.FindAll("section").Count > 0);

        Assert.DoesNotContain("What opens the vault", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("ecovery", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wizard_of_a_rekey_makes_recovery_shares_and_offers_nothing_else()
    {
        await InitialiseAsync();

        IRenderedComponent<NewCeremonyPage> page = Wizard("rekey");

        Assert.Equal("Rekey: replace the recovery shares", page.Find("h1").TextContent);
        Assert.DoesNotContain("What opens the vault", page.Markup, StringComparison.Ordinal);
        page.Find("#reason").Input("Ada leaves");
        Button(page, "Review").Click();
        Assert.Contains("Replace 3 recovery shares with 3", page.Markup, StringComparison.Ordinal);
        Button(page, "Start the rekey").Click();
        Assert.Equal(ShareTarget.Recovery, Assert.Single(await _console.OpenAsync()).Target);
    }

    [Fact]
    public async Task A_migration_asks_for_a_reason_only_and_the_holders_approve_it()
    {
        await InitialiseAsync();
        IRenderedComponent<NewCeremonyPage> page = Wizard("migrate");
        Assert.Equal("Let the holders open the vault", page.Find("h1").TextContent);
        Assert.Empty(page.FindAll("#scheme-title, #holders-title, fieldset"));
        page.Find("#reason").Input("The provider ends.");
        Button(page, "Review").Click();
        Assert.Contains("The recovery shares become the shares that open the vault", page.Markup, StringComparison.Ordinal);
        Button(page, "Ask the holders").Click();
        Ceremony migrate = Assert.Single(await _console.OpenAsync());

        await _console.SubmitAsync(migrate.Id, _people[0]);
        Assert.Equal("Submit your recovery share to approve another seal", Need.Of(await _console.FindAsync(migrate.Id), _people[1].Id)?.Title);
        Ceremony done = await _console.SubmitAsync(migrate.Id, _people[1]);

        Assert.Equal((CeremonyKind.Migrate, CeremonyStage.Completed), (done.Kind, done.Stage));
        Assert.Equal("shamir", (await _console.Get<SealEngine>().ReadStatusAsync(Stop)).SealType);
    }

    [Fact]
    public async Task A_sealed_vault_says_since_when_why_and_when_it_is_tried_again()
    {
        await InitialiseAsync();
        _seal.Down = true;
        _console.Get<SealEngine>().Seal();
        await _console.Get<AutoUnseal>().BeatAsync(Stop);

        IRenderedComponent<DashboardPage> page = Dashboard();
        Assert.Equal("The vault is sealed: its seal provider does not answer", page.Find("h1").TextContent);
        IElement card = page.Find("[aria-labelledby=provider-title]");
        Assert.Contains(AwaySeal.Words, card.TextContent, StringComparison.Ordinal);
        Assert.Contains("No answer since", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("Next try", card.TextContent, StringComparison.Ordinal);

        Button(page, "Try now").Click();
        page.WaitForAssertion(() => Assert.Contains("2 tries", page.Markup, StringComparison.Ordinal));
        _seal.Down = false;
        Button(page, "Try now").Click();

        page.WaitForAssertion(() => Assert.Equal("The vault is open", page.Find("h1").TextContent));
        Assert.False(_console.Get<SealEngine>().IsSealed);
    }

    [Fact]
    public async Task What_was_sealed_on_purpose_is_opened_by_a_button()
    {
        await InitialiseAsync();
        TestConsole.Done(await _console.Get<SealVault>().RunAsync(_admin.Id, Stop));

        IRenderedComponent<DashboardPage> page = Dashboard();
        Assert.Equal("The vault is sealed until somebody opens it", page.Find("h1").TextContent);
        Button(page, "Open the vault").Click();

        page.WaitForAssertion(() => Assert.Equal("The vault is open", page.Find("h1").TextContent));
    }

    [Fact]
    public async Task The_overview_names_the_seal_and_never_calls_recovery_shares_unseal_shares()
    {
        await InitialiseAsync();
        await _console.Get<AutoUnseal>().BeatAsync(Stop);

        IRenderedComponent<DashboardPage> page = Dashboard();

        Assert.Contains("Recovery shares that authorise", page.Markup, StringComparison.Ordinal);
        Assert.Contains("A seal provider opens the vault", page.Markup, StringComparison.Ordinal);
        Assert.Equal("/ceremonies/new?kind=migrate", page.FindAll("a").Single(a => a.TextContent == "Let the holders open it").GetAttribute("href"));
        Assert.DoesNotContain("unseal", page.Markup, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_root_key_is_replaced_after_one_more_click_and_nobody_gets_a_share()
    {
        await InitialiseAsync();
        IRenderedComponent<RootKeyCard> card = Render<RootKeyCard>(p => p.Add(c => c.Vault, _console.Get<KeyCeremonyConsole.Ceremonies.Live.Watch>().VaultAsync(Stop).Result));
        Assert.Contains("no shares are issued", card.Markup, StringComparison.Ordinal);
        byte[] before = (await _console.Store.GetAsync("core/hsm/barrier-unseal-keys", Stop))!;

        Button(card, "Replace the root key…").Click();
        Assert.Equal(before, await _console.Store.GetAsync("core/hsm/barrier-unseal-keys", Stop));
        Button(card, "Replace the root key").Click();

        card.WaitForAssertion(() => Assert.Contains("The root key was replaced.", card.Markup, StringComparison.Ordinal));
        Assert.NotEqual(before, await _console.Store.GetAsync("core/hsm/barrier-unseal-keys", Stop));
    }

    [Fact]
    public async Task A_provider_that_is_away_leaves_the_root_key_and_says_so()
    {
        await InitialiseAsync();
        IRenderedComponent<RootKeyCard> card = Render<RootKeyCard>(p => p.Add(c => c.Vault, _console.Get<KeyCeremonyConsole.Ceremonies.Live.Watch>().VaultAsync(Stop).Result));
        _seal.Down = true;

        Button(card, "Replace the root key…").Click();
        Button(card, "Replace the root key").Click();

        card.WaitForAssertion(() => Assert.Contains("Not replaced", card.Markup, StringComparison.Ordinal));
        Assert.Contains(AwaySeal.Words, card.Markup, StringComparison.Ordinal);
    }

    private static IElement Button<T>(IRenderedComponent<T> page, string text)
        where T : IComponent => page.FindAll("button").First(b => b.TextContent.Trim() == text);

    private static IElement Radio<T>(IRenderedComponent<T> page, string text)
        where T : IComponent => page.FindAll("label").First(l => l.TextContent.Trim().StartsWith(text, StringComparison.Ordinal)).QuerySelector("input")!;

    private static IElement Tick<T>(IRenderedComponent<T> page, string text)
        where T : IComponent => Radio(page, text);

    private async Task InitialiseAsync()
    {
        Ceremony ceremony = TestConsole.Done(await _console.Get<StartInitialise>().RunAsync(
            _admin.Id,
            new CeremonyOrder(3, 2, [.. _people.Select(p => p.Id)], VerificationPolicy.AllHolders, TimeSpan.FromHours(24), "First start") { Target = ShareTarget.Recovery },
            Stop));
        foreach (Person holder in _people)
        {
            await _console.CollectAsync(ceremony.Id, holder);
            await _console.ProveAsync(ceremony.Id, holder);
        }
    }

    private IRenderedComponent<NewCeremonyPage> Wizard(string kind)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/ceremonies/new?kind={kind}");
        IRenderedComponent<NewCeremonyPage> page = Render<NewCeremonyPage>();
        page.WaitForState(() => page.FindAll("section").Count > 0);
        return page;
    }

    private IRenderedComponent<DashboardPage> Dashboard()
    {
        IRenderedComponent<DashboardPage> page = Render<DashboardPage>();
        page.WaitForState(() => page.FindAll("h1").Count > 0);
        return page;
    }
}
