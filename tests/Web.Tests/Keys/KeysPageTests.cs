using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Seal;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Keys;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Keys;

/// <summary>The page of the encryption keys, over the real trips.</summary>
public sealed class KeysPageTests : OpenVaultTests
{
    [Fact]
    public async Task Shows_the_active_term_and_the_history_newest_first()
    {
        await OpenAsync();
        await RotateAsync("planned");

        IRenderedComponent<KeysPage> page = RenderKeys();

        Assert.Equal(["2", "1"], page.FindAll("tbody th[scope=row] .row > span:first-child").Select(e => e.TextContent));
        IElement active = Assert.Single(page.FindAll("tbody tr"), row => row.TextContent.Contains("active", StringComparison.Ordinal));
        Assert.Contains("Ada Okafor: planned", active.TextContent, StringComparison.Ordinal);
        Assert.Equal("2", page.Find(".big-number-value").TextContent);
        Assert.Contains("3,865,470,566", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_history_is_shown_in_pages()
    {
        await OpenAsync();
        for (int term = 2; term <= 52; term++)
        {
            await RotateAsync("");
        }

        IRenderedComponent<KeysPage> page = RenderKeys();
        Assert.Equal(50, page.FindAll("tbody tr").Count);

        page.Find(".older button").Click();

        Assert.Equal(52, page.FindAll("tbody tr").Count);
        Assert.Empty(page.FindAll(".older"));
    }

    [Fact]
    public async Task Asking_to_rotate_says_what_changes_and_rotates_nothing()
    {
        await OpenAsync();
        IRenderedComponent<KeysPage> page = RenderKeys();

        page.Find(".page-actions button").Click();

        Assert.Contains("key term 2", Dialogs.Markup, StringComparison.Ordinal);
        Assert.Contains("Nobody's share changes", Dialogs.WaitForElement(".effects").TextContent, StringComparison.Ordinal);
        Assert.Contains("The shares and the root key", Dialogs.WaitForElement(".effects").TextContent, StringComparison.Ordinal);
        Assert.Equal(1, (await HistoryAsync()).Active.Term);
    }

    [Fact]
    public async Task Two_clicks_rotate_once()
    {
        await OpenAsync();
        IRenderedComponent<KeysPage> page = RenderKeys();
        page.Find(".page-actions button").Click();
        var disk = new TaskCompletionSource();
        Console.Store.BeforeCommit = _ => disk.Task;
        IElement button = Dialogs.WaitForElement(".mud-dialog-actions .button-primary");

        button.Click();
        button.Click();
        disk.SetResult();

        Dialogs.WaitForElement("ol.steps li .pill-mark");
        Assert.Equal(2, (await HistoryAsync()).Active.Term);
    }

    [Fact]
    public async Task A_rotation_shows_each_step_that_was_done_and_the_page_follows()
    {
        await OpenAsync();
        IRenderedComponent<KeysPage> page = RenderKeys();
        page.Find(".page-actions button").Click();
        Dialogs.WaitForElement("#rotate-reason").Change("Ines leaves");

        Dialogs.WaitForElement(".mud-dialog-actions .button-primary").Click();

        Dialogs.WaitForAssertion(() => Assert.Contains("key term 2 is active", Dialogs.Find(".dialog-title").TextContent, StringComparison.Ordinal));
        Assert.Equal(4, Dialogs.FindAll("ol.steps li").Count);
        Assert.Contains("Term 2 encrypts from now on", Dialogs.WaitForElement("ol.steps").TextContent, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal("2", page.Find(".big-number-value").TextContent));
        Assert.Contains("Ada Okafor: Ines leaves", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_rotation_says_why_and_can_be_tried_again()
    {
        await OpenAsync();
        IRenderedComponent<KeysPage> page = RenderKeys();
        page.Find(".page-actions button").Click();
        Dialogs.WaitForElement("#rotate-reason").Change(new string('x', 501));

        Dialogs.WaitForElement(".mud-dialog-actions .button-primary").Click();

        Dialogs.WaitForAssertion(() => Assert.Contains("at most 500 characters", Dialogs.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.NotNull(Dialogs.WaitForElement(".mud-dialog-actions .button-primary"));
        Assert.Equal(1, (await HistoryAsync()).Active.Term);
    }

    [Fact]
    public async Task Whoever_may_no_longer_see_the_status_is_still_told_that_it_was_rotated()
    {
        await OpenAsync();
        using IDisposable removal = Console.Get<IConsoleFeed>().Subscribe(_ => TakeRolesAway());
        IRenderedComponent<KeysPage> page = RenderKeys();
        page.Find(".page-actions button").Click();

        Dialogs.WaitForElement(".mud-dialog-actions .button-primary").Click();

        page.WaitForAssertion(() =>
            Assert.Contains("Rotated. You have no permission to see the key status.", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_may_rotate_and_not_see_the_status_rotates_and_is_told_plainly_what_is_not_shown()
    {
        await OpenAsync(Roles.Holder);
        await GiveHoldersAsync("path \"sys/rotate\" { capabilities = [\"update\", \"sudo\"] }");
        IRenderedComponent<KeysPage> page = Render<KeysPage>();
        page.WaitForElement(".notice");
        Assert.Contains("The key status is not shown", page.Find(".notice").TextContent, StringComparison.Ordinal);
        Assert.Contains("read on sys/key-status", page.Find(".notice").TextContent, StringComparison.Ordinal);

        page.Find(".page-actions button").Click();
        Dialogs.WaitForElement(".mud-dialog-actions .button-primary").Click();

        Dialogs.WaitForAssertion(() => Assert.Equal("Rotated", Dialogs.Find(".dialog-title").TextContent));
        Assert.Contains("A new key encrypts everything from now on", Dialogs.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("term 2", Dialogs.Markup, StringComparison.OrdinalIgnoreCase);
        page.WaitForAssertion(() => Assert.Contains("Rotated. You have no permission to see the key status.", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("is not shown", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("table, .big-number, .card"));
        Assert.Equal(2, (await ReadKeys.RunAsync(Ada.Id, Cancel)).Match(h => h.Active.Term, r => 0));
    }

    [Fact]
    public async Task Whoever_may_see_the_status_and_not_rotate_has_the_page_without_its_buttons()
    {
        await OpenAsync(Roles.Holder);
        await GiveHoldersAsync("path \"sys/key-status\" { capabilities = [\"read\"] }");

        IRenderedComponent<KeysPage> page = RenderKeys();

        Assert.Equal("1", page.Find(".big-number-value").TextContent);
        Assert.Empty(page.FindAll(".page-actions button"));
        Assert.Empty(page.FindAll("#by-itself")); // That is read on sys/rotate/config.
        Assert.Empty(page.FindAll(".act, .change"));
    }

    [Fact]
    public async Task Each_button_is_there_for_whoever_may_what_it_does()
    {
        await OpenAsync(Roles.Holder);
        await GiveHoldersAsync("""
            path "sys/key-status" { capabilities = ["read"] }
            path "sys/rotate/config" { capabilities = ["read", "update"] }
            path "sys/rotate/root" { capabilities = ["update", "sudo"] }
            """);

        IRenderedComponent<KeysPage> page = RenderKeys();

        Assert.NotNull(page.Find(".change button"));
        Assert.Contains("Root key", page.Markup, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(page.FindAll("#root-token-title"));
        Assert.Empty(page.FindAll(".page-actions button"));
    }

    [Fact]
    public async Task A_page_that_is_open_follows_when_somebody_else_rotates()
    {
        await OpenAsync();
        IRenderedComponent<KeysPage> page = RenderKeys();

        await RotateAsync("");

        page.WaitForAssertion(() => Assert.Equal("2", page.Find(".big-number-value").TextContent));
    }

    [Fact]
    public async Task A_sealed_vault_says_who_can_open_it()
    {
        await OpenAsync();
        IRenderedComponent<KeysPage> page = RenderKeys();

        await Console.Get<SealVault>().RunAsync(Ada.Id, Cancel);

        page.WaitForAssertion(() => Assert.Contains("The vault is sealed", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Its one holder is needed", page.Markup, StringComparison.Ordinal);
        Assert.Equal("/ceremonies", page.Find(".notice a").GetAttribute("href"));
        Assert.Empty(page.FindAll(".page-actions button"));
    }

    [Fact]
    public async Task An_auditor_sees_the_keys_and_no_button()
    {
        await OpenAsync(Roles.Auditor);

        IRenderedComponent<KeysPage> page = RenderKeys();

        Assert.Equal("1", page.Find(".big-number-value").TextContent);
        Assert.Empty(page.FindAll(".page-actions button"));
    }

    [Fact]
    public async Task A_page_that_was_left_listens_no_more()
    {
        await OpenAsync();
        IRenderedComponent<KeysPage> page = RenderKeys();
        int renders = page.RenderCount;

        page.Instance.Dispose();
        await RotateAsync("");

        Assert.Equal(renders, page.RenderCount);
    }

    private IRenderedComponent<KeysPage> RenderKeys()
    {
        IRenderedComponent<KeysPage> page = Render<KeysPage>();
        page.WaitForElement(".big-number-value");
        return page;
    }

    private async Task RotateAsync(string reason) =>
        Assert.Null((await RotateKeyring.RunAsync(Ada.Id, reason, Cancel)).Refusal);

    private async Task<KeyHistory> HistoryAsync()
    {
        Outcome<KeyHistory> outcome = await ReadKeys.RunAsync(Ada.Id, Cancel);
        Assert.True(outcome.TryGet(out KeyHistory? history, out _));
        return history;
    }

    // In the very moment in which the rotation is announced.
    private void TakeRolesAway()
    {
        var note = new AuditDraft(Console.Clock.GetUtcNow(), "system", "the console", "person.roles", Ada.Id.Value, AuditDraft.DoneOutcome, "");
        Assert.True(Console.Store.CommitAsync(new Commit(note) { People = [Ada with { Roles = Roles.Holder }] }, Cancel).IsCompletedSuccessfully);
    }

    private async Task GiveHoldersAsync(string rules) => TestConsole.Done(
        await ChangePolicy.WriteAsync(Ada.Id, "holder", BuiltInPolicies.Find("holder")!.Text + "\n" + rules, Cancel));
}
