using System.Security.Cryptography;
using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Web.Ceremonies;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Shares;

// The whole live page, under a strict script: nothing but find, reveal, wipe and take can be called.
public sealed class NewShareTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();
    private readonly BunitJSModuleInterop _script;
    private readonly JSRuntimeInvocationHandler _show;
    private IReadOnlyList<Person> _people = [];
    private Ceremony _ceremony = null!;

    public NewShareTests()
    {
        _script = JSInterop.SetupModule("./Shares/NewShare.razor.js");
        _show = _script.SetupVoid("reveal", _ => true).SetVoidResult();
        _script.SetupVoid("wipe").SetVoidResult();
    }

    private Person Ada => _people[0];

    public async ValueTask InitializeAsync()
    {
        Person admin = await _console.PersonAsync("Olga", Roles.Administrator);
        _people = await _console.PeopleAsync("Ada", "Ben");
        _ceremony = await _console.InitialiseAsync(admin, 2, _people);
        _console.SignIn(this, Ada);
        JSInterop.SetupModule("./devices.js").Setup<string?>("find", _ => true).SetResult(_console.PhoneOf(Ada).Device.PublicKey);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
    }

    [Fact]
    public async Task Rendering_reveals_nothing()
    {
        IRenderedComponent<CeremonyLive> page = Page();
        page.Render();
        page.Render();

        Assert.Empty(_show.Invocations);
        Assert.Null((await MeAsync()).RevealedAt);
    }

    [Fact]
    public async Task The_button_does_nothing_before_both_ticks()
    {
        IRenderedComponent<CeremonyLive> page = Page();
        page.FindAll(".your-part input[type=checkbox]")[0].Change(true);
        Button(page, "Show my share").Click();

        Assert.Empty(_show.Invocations);
        Assert.Null((await MeAsync()).RevealedAt);
    }

    [Fact]
    public async Task A_click_hands_over_once_what_only_this_device_can_open()
    {
        IRenderedComponent<CeremonyLive> page = await RevealAsync();

        JSRuntimeInvocation shown = Assert.Single(_show.Invocations);
        Device phone = _console.PhoneOf(Ada).Device;
        SealContext context = SealContext.Deliver(_ceremony.Id, _ceremony.NewSet!, Ada.Id, phone.Id);
        Assert.Equal((phone.PublicKey, context.Text), (shown.Arguments[1], shown.Arguments[2]));
        var delivery = new SealedDelivery(Assert.IsType<byte[]>(shown.Arguments[3]), context);
        using SecretBytes share = _console.PhoneOf(Ada).Open(delivery);
        Assert.Equal(33, share.Length);
        Assert.ThrowsAny<CryptographicException>(() => _console.PhoneOf(_people[1]).Open(delivery));
        Assert.NotNull((await MeAsync()).RevealedAt);
        Assert.Empty(page.Find("[data-share]").ChildNodes);
    }

    [Fact]
    public async Task The_card_is_complete_but_for_the_share_which_the_browser_puts_in()
    {
        IRenderedComponent<CeremonyLive> page = await RevealAsync();

        AngleSharp.Dom.IElement card = page.Find("[data-card]");
        string set = _ceremony.NewSet![..8];
        Assert.True(card.HasAttribute("hidden"));
        Assert.All(["data-card-groups", "data-card-base64", "data-card-qr"], place => Assert.Empty(card.QuerySelector($"[{place}]")!.ChildNodes));
        Assert.All(
            ["Key share 1 of 2", "Ada", set, "22 November 2026", "Any 2 of the 2 shares open the vault", $"After the shares of set {set} were replaced", "Check my share", "localhost"],
            words => Assert.Contains(words, card.TextContent, StringComparison.Ordinal));
        AngleSharp.Dom.IElement place = page.Find("[data-set]");
        Assert.Equal((_ceremony.NewSet, "1", "1"), (place.GetAttribute("data-set"), place.GetAttribute("data-generation"), place.GetAttribute("data-number")));
    }

    [Fact]
    public async Task On_a_browser_that_is_no_device_nothing_is_revealed_and_it_says_why()
    {
        JSInterop.SetupModule("./devices.js").Setup<string?>("find", _ => true).SetResult(null);
        IRenderedComponent<CeremonyLive> page = Page();
        await page.FindAll(".your-part input[type=checkbox]")[0].ChangeAsync(new ChangeEventArgs { Value = true });
        await page.FindAll(".your-part input[type=checkbox]")[1].ChangeAsync(new ChangeEventArgs { Value = true });
        Button(page, "Show my share").Click();

        page.WaitForAssertion(() => Assert.Contains("Neither this browser nor a passkey of yours", page.Find("[role=alert], .mud-alert").TextContent, StringComparison.Ordinal));
        Assert.Empty(_show.Invocations);
        Assert.Null((await MeAsync()).RevealedAt);
    }

    [Fact]
    public async Task What_others_do_leaves_the_share_on_the_screen()
    {
        IRenderedComponent<CeremonyLive> page = await RevealAsync();

        await _console.CollectAsync(_ceremony.Id, _people[1]);
        await _console.ProveAsync(_ceremony.Id, _people[1]);

        page.WaitForAssertion(() => Assert.Contains("1 of 2", page.Find(".share-bar").TextContent, StringComparison.Ordinal));
        Assert.Single(page.FindAll("[data-share]"));
        Assert.Empty(_script.Invocations["wipe"]);
    }

    [Fact]
    public async Task The_end_of_the_ceremony_leaves_the_share_on_the_screen()
    {
        Ceremony rekey = await RekeyAsync(VerificationPolicy.Threshold);
        IRenderedComponent<CeremonyLive> page = await RevealAsync(rekey);
        foreach (Person other in _people.Skip(1))
        {
            await _console.CollectAsync(rekey.Id, other);
            await _console.ProveAsync(rekey.Id, other);
        }

        page.WaitForAssertion(() => Assert.Contains("The new shares are in force", page.Markup, StringComparison.Ordinal));
        Assert.Single(page.FindAll("[data-share]"));
        Assert.Empty(_script.Invocations["wipe"]);

        Button(page, "I have stored it").Click();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-share]")));
        Assert.Single(_script.Invocations["wipe"]);
    }

    [Fact]
    public async Task Stored_wipes_the_screen_and_asks_for_the_proof()
    {
        IRenderedComponent<CeremonyLive> page = await RevealAsync();

        Button(page, "I have stored it").Click();

        page.WaitForAssertion(() => Assert.Contains("Prove your new share", page.Markup, StringComparison.Ordinal));
        Assert.Single(_script.Invocations["wipe"]);
        Assert.NotNull((await MeAsync()).StoredAt);
    }

    [Fact]
    public async Task After_a_reload_it_says_that_it_was_shown_once()
    {
        TestConsole.Done(await _console.Get<RevealShare>().RunAsync(
            Ada.Id, _ceremony.Id, _console.PhoneOf(Ada).Device.Id, Xunit.TestContext.Current.CancellationToken));

        IRenderedComponent<CeremonyLive> page = Page();

        page.WaitForAssertion(() => Assert.Contains("was shown, once", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-share]"));
        Button(page, "I have stored it").Click();
        page.WaitForAssertion(() => Assert.Contains("Prove your new share", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lost_share_is_reported_after_an_explanation()
    {
        await _console.CollectAsync(_ceremony.Id, Ada);
        IRenderedComponent<CeremonyLive> page = Page();
        page.WaitForAssertion(() => Button(page, "I have lost it"));

        Button(page, "I have lost it").Click();
        Assert.Null((await MeAsync()).LostAt);
        Assert.Contains("nothing is lost", page.Markup, StringComparison.Ordinal);
        Button(page, "Report it as lost").Click();

        page.WaitForAssertion(() => Assert.Contains("You said that your share is lost", page.Markup, StringComparison.Ordinal));
        Assert.NotNull((await MeAsync()).LostAt);
    }

    [Fact]
    public async Task Typing_it_back_proves_it()
    {
        await _console.CollectAsync(_ceremony.Id, Ada);
        BunitJSModuleInterop entry = JSInterop.SetupModule("./Shares/ShareEntry.razor.js");
        entry.Types(_console.Text(Ada, _ceremony.NewSet!), SealContext.Prove(_ceremony, Ada.Id));
        IRenderedComponent<CeremonyLive> page = Page();
        page.WaitForAssertion(() => page.Find(".share-entry"));

        page.Find(".share-entry").Submit();

        page.WaitForAssertion(() => Assert.Contains("You hold share 1, and have proved it.", page.Markup, StringComparison.Ordinal));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<CeremonyLive> page, string text) =>
        page.FindAll("button").First(b => b.TextContent.Trim().StartsWith(text, StringComparison.Ordinal));

    private IRenderedComponent<CeremonyLive> Page(Ceremony? ceremony = null)
    {
        IRenderedComponent<CeremonyLive> page = Render<CeremonyLive>(p => p.Add(c => c.Id, (ceremony ?? _ceremony).Id));
        page.WaitForState(() => page.FindAll(".your-part").Count > 0);
        return page;
    }

    private async Task<IRenderedComponent<CeremonyLive>> RevealAsync(Ceremony? ceremony = null)
    {
        IRenderedComponent<CeremonyLive> page = Page(ceremony);
        await page.FindAll(".your-part input[type=checkbox]")[0].ChangeAsync(new ChangeEventArgs { Value = true });
        await page.FindAll(".your-part input[type=checkbox]")[1].ChangeAsync(new ChangeEventArgs { Value = true });
        Button(page, "Show my share").Click();
        page.WaitForAssertion(() => Assert.Single(_show.Invocations));
        return page;
    }

    private async Task<Ceremony> RekeyAsync(VerificationPolicy verification)
    {
        foreach (Person person in _people)
        {
            await _console.CollectAsync(_ceremony.Id, person);
            await _console.ProveAsync(_ceremony.Id, person);
        }

        Ceremony unseal = Assert.Single(await _console.OpenAsync());
        await _console.SubmitAsync(unseal.Id, _people[0]);
        await _console.SubmitAsync(unseal.Id, _people[1]);
        _people = [.. _people, await _console.PersonAsync("Cem")];
        Person admin = await _console.PersonAsync("Otto", Roles.Administrator);
        Ceremony rekey = await _console.RekeyAsync(admin, 2, _people, verification);
        await _console.SubmitAsync(rekey.Id, _people[0]);
        return await _console.SubmitAsync(rekey.Id, _people[1]);
    }

    private async Task<Participant> MeAsync() => (await _console.FindAsync(_ceremony.Id)).Find(Ada.Id, Part.Recipient)!;
}
