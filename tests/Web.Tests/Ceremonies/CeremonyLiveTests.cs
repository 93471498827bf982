using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Web.Ceremonies;
using KeyCeremonyConsole.Web.Tests.Shares;
using MudBlazor;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Ceremonies;

public sealed class CeremonyLiveTests : BunitContext, IAsyncLifetime
{
    private readonly TestConsole _console = new();
    private IReadOnlyList<Person> _people = [];
    private Person _admin = null!;
    private Ceremony _rekey = null!;

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _admin = await _console.PersonAsync("Olga", Roles.Administrator);
        _people = await _console.PeopleAsync("Ada", "Ben", "Cem");
        await _console.OpenVaultAsync(_admin, 2, _people);
        _rekey = await _console.RekeyAsync(_admin, 2, _people);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _console.Dispose();
    }

    [Fact]
    public void The_page_says_what_it_is_for()
    {
        IRenderedComponent<CeremonyLive> page = PageOf(_admin);

        Assert.Equal("Replace 3 shares with 3, any 2 will open", page.Find("h1").TextContent);
        Assert.Contains("Started by you", page.Markup, StringComparison.Ordinal);
        Assert.Equal("0 of 2 shares", page.Find("[role=progressbar]").GetAttribute("aria-valuetext"));
    }

    [Fact]
    public async Task It_follows_the_others_without_a_reload()
    {
        IRenderedComponent<CeremonyLive> page = PageOf(_admin);

        await _console.SubmitAsync(_rekey.Id, _people[0]);

        page.WaitForAssertion(() => Assert.Equal("1 of 2 shares", page.Find("[role=progressbar]").GetAttribute("aria-valuetext")));
        _console.Clock.Advance(TimeSpan.FromSeconds(5)); // Announcements are merged.
        page.WaitForAssertion(() => Assert.StartsWith("1 of 2 current shares submitted", page.Find("[role=status]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_missing_stands_first()
    {
        await _console.SubmitAsync(_rekey.Id, _people[0]);
        await Decline(_people[1], "travelling");

        IRenderedComponent<CeremonyLive> page = PageOf(_people[2]);

        Assert.Equal(["Cem", "Ada", "Ben"], page.FindAll(".roster strong").Select(n => n.TextContent));
        IReadOnlyList<IElement> rows = page.FindAll(".roster > li");
        Assert.Contains("you", rows[0].ClassList);
        Assert.Contains("out", rows[2].ClassList);
        Assert.Contains("cannot take part: travelling", rows[2].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_has_the_page_open_is_here()
    {
        IRenderedComponent<CeremonyLive> page = PageOf(_admin);
        using IDisposable stay = _console.Get<Presence>().Enter(_rekey.Id, _people[1].Id);

        page.WaitForAssertion(() => Assert.Contains("here now", page.FindAll(".roster > li")[1].TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_leaves_is_no_longer_there()
    {
        PageOf(_people[0]);
        Assert.Contains(_people[0].Id, _console.Get<Presence>().At(_rekey.Id));

        await DisposeComponentsAsync();

        Assert.Empty(_console.Get<Presence>().At(_rekey.Id));
    }

    [Fact]
    public async Task An_older_snapshot_does_not_replace_a_newer_one()
    {
        CeremonyView old = await _console.ViewAsync(_rekey.Id);
        IRenderedComponent<CeremonyLive> page = PageOf(_admin);
        await _console.SubmitAsync(_rekey.Id, _people[0]);
        page.WaitForAssertion(() => Assert.Equal("1 of 2 shares", page.Find("[role=progressbar]").GetAttribute("aria-valuetext")));

        _console.Get<IConsoleFeed>().Announce(new CeremonyMoved(old));
        page.Render();

        Assert.Equal("1 of 2 shares", page.Find("[role=progressbar]").GetAttribute("aria-valuetext"));
    }

    [Fact]
    public async Task The_field_for_the_share_opens_with_the_tick()
    {
        IRenderedComponent<CeremonyLive> page = PageOf(_people[0]);
        Assert.Empty(page.FindAll(".share-entry"));
        Assert.Equal(6, page.FindAll(".words li").Count);

        page.Find(".your-part input[type=checkbox]").Change(true);

        page.WaitForAssertion(() => page.Find(".share-entry"));
        Assert.NotNull((await _console.FindAsync(_rekey.Id)).Find(_people[0].Id, Part.Submitter)!.ReadAt);
    }

    [Fact]
    public async Task A_wrong_share_is_told_to_its_holder_and_the_room_sees_nothing()
    {
        await Read(_people[0]);
        BunitJSModuleInterop script = JSInterop.SetupModule("./Shares/ShareEntry.razor.js");
        script.Types(_console.Text(_people[1], _rekey.CurrentSet!), SealContext.Submit(_rekey, _people[0].Id));
        IRenderedComponent<CeremonyLive> page = PageOf(_people[0]);

        page.Find(".share-entry").Submit();

        page.WaitForAssertion(() => Assert.Equal(ShareRefusals.SomeoneElses.Message, page.Find("[role=alert]").TextContent));
        Assert.Equal("0 of 2 shares", page.Find("[role=progressbar]").GetAttribute("aria-valuetext"));
        Assert.DoesNotContain("refused", page.Find(".roster").TextContent, StringComparison.Ordinal);
        Assert.Equal(1, (await _console.FindAsync(_rekey.Id)).Find(_people[0].Id, Part.Submitter)!.RefusedTries);
    }

    [Fact]
    public async Task A_right_share_is_in()
    {
        await Read(_people[0]);
        BunitJSModuleInterop script = JSInterop.SetupModule("./Shares/ShareEntry.razor.js");
        script.Types(_console.Text(_people[0], _rekey.CurrentSet!), SealContext.Submit(_rekey, _people[0].Id));
        IRenderedComponent<CeremonyLive> page = PageOf(_people[0]);

        page.Find(".share-entry").Submit();

        page.WaitForAssertion(() => Assert.Contains("Your share is in.", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".share-entry"));
    }

    [Fact]
    public async Task A_new_attempt_asks_for_a_new_comparison()
    {
        await Read(_people[0]);
        IRenderedComponent<CeremonyLive> page = PageOf(_people[0]);
        page.Find(".share-entry");

        TestConsole.Done(await _console.Get<KeyCeremonyConsole.Ceremonies.Seal.SealVault>().RunAsync(_admin.Id, Stop));

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".share-entry")));
        Assert.Contains("asked for after the vault is unsealed", page.Markup, StringComparison.Ordinal);
        Ceremony unseal = (await _console.OpenAsync()).Single(c => c.Kind is CeremonyKind.Unseal);
        Assert.Equal($"/ceremonies/{unseal.Id}", page.Find(".your-part a.button").GetAttribute("href"));
    }

    [Fact]
    public async Task Someone_who_cannot_take_part_says_why()
    {
        IRenderedComponent<CeremonyLive> page = PageOf(_people[0]);

        page.FindAll("button").First(b => b.TextContent.Contains("can't take part", StringComparison.Ordinal)).Click();
        page.Find("#decline-reason").Input("on a plane");
        page.Find("form.decline").Submit();

        page.WaitForAssertion(() => Assert.Contains("You wrote: on a plane", page.Markup, StringComparison.Ordinal));
        Assert.Equal("on a plane", (await _console.FindAsync(_rekey.Id)).Find(_people[0].Id, Part.Submitter)!.DeclineReason);
    }

    [Fact]
    public async Task Too_few_who_can_take_part_is_said()
    {
        await Decline(_people[0], "ill");
        await Decline(_people[1], "ill");

        Assert.Contains("Only 1 of the 2 shares needed", PageOf(_admin).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_witness_is_told_that_nothing_is_asked()
    {
        IRenderedComponent<CeremonyLive> page = PageOf(_admin);

        Assert.Contains("You are watching.", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".share-entry"));
    }

    [Fact]
    public async Task Refused_tries_are_for_administrators()
    {
        await RefuseOneAsync(_people[0]);

        Assert.Contains("1 refused try", PageOf(_admin).Find(".roster").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_administrator_cancels_with_a_reason()
    {
        _console.SignIn(this, _admin);
        JSInterop.Mode = JSRuntimeMode.Loose;
        IRenderedComponent<MudDialogProvider> dialogs = Render<MudDialogProvider>();
        IRenderedComponent<CeremonyLive> page = Render<CeremonyLive>(p => p.Add(c => c.Id, _rekey.Id));
        page.WaitForState(() => page.FindAll(".roster").Count > 0);

        page.FindAll("button").First(b => b.TextContent == "Cancel…").Click();
        dialogs.WaitForElement("#end-reason");
        dialogs.Find(".button-danger").Click();
        dialogs.WaitForAssertion(() => Assert.Contains("Give a reason", dialogs.Markup, StringComparison.Ordinal));
        dialogs.Find("#end-reason").Input("wrong people");
        dialogs.Find(".button-danger").Click();

        page.WaitForAssertion(() => Assert.Contains("Cancelled by Olga", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Reason: wrong people.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void An_administrator_makes_a_witness_link_with_its_code_to_scan_and_revokes_it()
    {
        _console.SignIn(this, _admin);
        JSInterop.Mode = JSRuntimeMode.Loose;
        IRenderedComponent<MudDialogProvider> dialogs = Render<MudDialogProvider>();
        IRenderedComponent<CeremonyLive> page = Render<CeremonyLive>(p => p.Add(c => c.Id, _rekey.Id));
        page.WaitForState(() => page.FindAll(".roster").Count > 0);

        page.FindAll("button").First(b => b.TextContent == "Witness link…").Click();
        dialogs.WaitForElement("#witness-lasts").Change("24");
        dialogs.FindAll("button").First(b => b.TextContent == "Make a link").Click();

        dialogs.WaitForAssertion(() => Assert.Contains("23 Nov 2026", dialogs.Markup, StringComparison.Ordinal));
        Assert.StartsWith("http://localhost/witness/", dialogs.Find(".secret").TextContent, StringComparison.Ordinal);
        Assert.NotNull(dialogs.Find(".qr"));
        dialogs.FindAll("button").First(b => b.TextContent == "Revoke it").Click();
        dialogs.WaitForAssertion(() => Assert.Empty(dialogs.FindAll(".secret, .button-danger")));
    }

    [Fact]
    public void Only_administrators_are_offered_a_witness_link() =>
        Assert.DoesNotContain("Witness link", PageOf(_people[0]).Markup, StringComparison.Ordinal);

    [Fact]
    public async Task The_end_is_told_with_what_to_do_next()
    {
        IRenderedComponent<CeremonyLive> page = PageOf(_admin);
        await _console.SubmitAsync(_rekey.Id, _people[0]);
        await _console.SubmitAsync(_rekey.Id, _people[2]);
        foreach (Person person in _people)
        {
            await _console.CollectAsync(_rekey.Id, person);
            await _console.ProveAsync(_rekey.Id, person);
        }

        page.WaitForAssertion(() => Assert.Contains("Destroy the old shares.", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Ada and Cem, 2 of 3 shares", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_ceremony_is_no_dead_end()
    {
        _console.SignIn(this, _admin);

        IRenderedComponent<CeremonyLive> page = Render<CeremonyLive>(p => p.Add(c => c.Id, new CeremonyId("nope")));

        Assert.Equal("/ceremonies", page.Find("a.button").GetAttribute("href"));
    }

    private IRenderedComponent<CeremonyLive> PageOf(Person person)
    {
        _console.SignIn(this, person);
        IRenderedComponent<CeremonyLive> page = Render<CeremonyLive>(p => p.Add(c => c.Id, _rekey.Id));
        page.WaitForState(() => page.FindAll(".roster").Count > 0);
        return page;
    }

    private async Task Read(Person person) => TestConsole.Done(await _console.Get<TakePart>().ReadAsync(
        person.Id, _rekey.Id, Part.Submitter, (await _console.ViewAsync(_rekey.Id)).Fingerprint.Full, Stop));

    private async Task Decline(Person person, string reason) =>
        TestConsole.Done(await _console.Get<TakePart>().DeclineAsync(person.Id, _rekey.Id, reason, Stop));

    private async Task RefuseOneAsync(Person person)
    {
        using var wrong = KeyCeremonyConsole.Engine.Secrets.SecretBytes.Random(33);
        Outcome<Ceremony> outcome = await _console.Get<SubmitShare>().RunAsync(
            person.Id, _rekey.Id, (await _console.ViewAsync(_rekey.Id)).Fingerprint.Full, Phone.Seal(wrong, SealContext.Submit(_rekey, person.Id)), Stop);
        Assert.Equal(ShareRefusals.Unknown, outcome.Refusal);
    }
}
