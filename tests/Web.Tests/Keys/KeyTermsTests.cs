using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Keys;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Keys;

/// <summary>Rotation by itself, re-encryption, and the end of terms, on the page, over the real trips.</summary>
public sealed class KeyTermsTests : OpenVaultTests
{
    [Fact]
    public async Task Shows_when_the_key_rotates_and_lets_an_administrator_change_it()
    {
        await OpenAsync();
        IRenderedComponent<KeysPage> page = RenderKeys();
        Assert.Contains("3,865,470,566 encryptions", page.Find("[aria-labelledby=by-itself]").TextContent, StringComparison.Ordinal);

        page.Find("[aria-labelledby=by-itself] button").Click();
        Dialogs.WaitForElement("#rotation-count").Change("2,000,000");
        Dialogs.WaitForElement("#rotation-days").Change("90");
        Dialogs.WaitForElement("#rotation-form").Submit();

        page.WaitForAssertion(() => Assert.Contains("90 days", page.Find("[aria-labelledby=by-itself]").TextContent, StringComparison.Ordinal));
        Assert.Equal(new RotationConfig(true, 2_000_000, TimeSpan.FromDays(90)), Console.Get<SealEngine>().ReadRotation());
        Assert.Empty(Dialogs.FindAll("#rotation-form"));
    }

    [Theory]
    [InlineData("many", "30", "Write whole numbers")]
    [InlineData("2000000", "a month", "Write whole numbers")]
    [InlineData("999999", "", "Choose between 1,000,000 and 3,865,470,566 encryptions")]
    [InlineData("2000000", "0.5", "at least 24 hours")]
    [InlineData("2000000", "200000", "292 years")]
    public async Task What_cannot_be_is_said_and_nothing_is_changed(string count, string days, string said)
    {
        await OpenAsync();
        IRenderedComponent<KeysPage> page = RenderKeys();
        page.Find("[aria-labelledby=by-itself] button").Click();
        Dialogs.WaitForElement("#rotation-count").Change(count);
        Dialogs.WaitForElement("#rotation-days").Change(days);

        Dialogs.WaitForElement("#rotation-form").Submit();

        Dialogs.WaitForAssertion(() => Assert.Contains(said, Dialogs.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal(RotationLimits.Upstream.Default, Console.Get<SealEngine>().ReadRotation());
    }

    [Fact]
    public async Task Old_records_are_re_encrypted_before_everybody_s_eyes()
    {
        await OpenAsync();
        await RotateAsync();
        IRenderedComponent<KeysPage> page = RenderKeys();
        Assert.Contains("1 record is still encrypted under older terms", OldRecords(page), StringComparison.Ordinal);

        page.Find("[aria-labelledby=old-records] button").Click();
        page.WaitForAssertion(() => Assert.Equal("0 of 1 record", page.Find("[role=progressbar]").GetAttribute("aria-valuetext")));
        Assert.True(await Batch.RunAsync(Cancel));
        page.WaitForAssertion(() => Assert.Equal("1 of 1 record", page.Find("[role=progressbar]").GetAttribute("aria-valuetext")));
        Assert.False(await Batch.RunAsync(Cancel));

        page.WaitForAssertion(() => Assert.Contains("Every record is encrypted under the active term", OldRecords(page), StringComparison.Ordinal));
        Assert.Contains("1 record was encrypted anew", OldRecords(page), StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal(["2", "0"], Cells(page, "Records now")));
    }

    [Fact]
    public async Task It_is_paused_and_goes_on_from_the_page()
    {
        await OpenAsync();
        await RotateAsync();
        IRenderedComponent<KeysPage> page = RenderKeys();
        page.Find("[aria-labelledby=old-records] button").Click();

        page.WaitForElement("[role=progressbar]");
        page.Find("[aria-labelledby=old-records] button").Click();
        page.WaitForAssertion(() => Assert.Contains("Paused by Ada Okafor", OldRecords(page), StringComparison.Ordinal));
        Assert.False(await Batch.RunAsync(Cancel));

        page.Find("[aria-labelledby=old-records] button").Click();
        page.WaitForAssertion(() => Assert.Contains("Started by Ada Okafor", OldRecords(page), StringComparison.Ordinal));
        Assert.True(await Batch.RunAsync(Cancel));
    }

    [Fact]
    public async Task A_term_that_records_need_says_why_it_cannot_be_retired()
    {
        await OpenAsync();
        await RotateAsync();

        IElement button = RenderKeys().Find("tbody button");

        Assert.Equal("true", button.GetAttribute("aria-disabled"));
        Assert.Equal("1 record needs it. Re-encrypt old records first.", button.GetAttribute("title"));
        Assert.Throws<MissingEventHandlerException>(() => button.Click());
    }

    [Fact]
    public async Task A_term_is_retired_and_then_destroyed_each_after_it_was_said_what_happens()
    {
        await OpenAsync();
        await EmptyFirstTermAsync();
        IRenderedComponent<KeysPage> page = RenderKeys();

        page.Find("tbody button").Click();
        Assert.Contains("Term 1 decrypts nothing any more", Dialogs.WaitForElement(".effects").TextContent, StringComparison.Ordinal);
        Assert.Contains("Old backups", Dialogs.WaitForElement(".effects").TextContent, StringComparison.Ordinal);
        Dialogs.WaitForElement(".mud-dialog-actions .button-primary").Click();
        page.WaitForAssertion(() => Assert.Contains("Retired by Ada Okafor", page.Markup, StringComparison.Ordinal));

        page.Find("tbody button").Click();
        Assert.Contains("There is no way back", Dialogs.WaitForElement(".effects").TextContent, StringComparison.Ordinal);
        Dialogs.WaitForElement("#destroy-word").Input("destroy term 1");
        Dialogs.WaitForElement("#destroy-form").Submit(); // The box is not ticked.
        Assert.Equal(2, Console.Get<SealEngine>().ReadTerms().Count);
        Dialogs.WaitForElement("#destroy-backup").Change(true);
        Dialogs.WaitForElement("#destroy-form").Submit();

        page.WaitForAssertion(() => Assert.Contains("destroyed by Ada Okafor", page.Markup, StringComparison.Ordinal));
        Assert.Equal([2], Console.Get<SealEngine>().ReadTerms().Select(t => t.Term));
        Assert.Empty(page.FindAll("tbody button"));
        Assert.Equal(2, page.FindAll("tbody tr").Count); // Its history stays.
    }

    [Fact]
    public async Task What_somebody_typed_is_gone_when_they_thought_better_of_it()
    {
        await OpenAsync();
        await EmptyFirstTermAsync();
        Assert.Null((await EndTerm.RetireAsync(Ada.Id, 1, Cancel)).Refusal);
        IRenderedComponent<KeysPage> page = RenderKeys();
        page.Find("tbody button").Click();
        Dialogs.WaitForElement("#destroy-word").Input("destroy term 1");
        Dialogs.WaitForElement("#destroy-backup").Change(true);

        Dialogs.WaitForElement(".mud-dialog-actions .button:not(.button-danger)").Click();
        page.Find("tbody button").Click();

        Assert.Equal("true", Dialogs.WaitForElement(".button-danger").GetAttribute("aria-disabled"));
        Assert.Equal(2, Console.Get<SealEngine>().ReadTerms().Count);
    }

    [Fact]
    public async Task An_auditor_sees_all_of_it_and_can_change_nothing()
    {
        await OpenAsync(Roles.Auditor);
        await RotateAsync();

        IRenderedComponent<KeysPage> page = RenderKeys();

        Assert.Contains("still encrypted under older terms", OldRecords(page), StringComparison.Ordinal);
        Assert.Equal(["1", "1"], Cells(page, "Records now"));
        Assert.Equal(2, page.FindAll(".term-bars li").Count);
        Assert.Empty(page.FindAll("button"));
    }

    // The page's policy would not let one in.
    [Fact]
    public async Task Nothing_on_the_page_brings_a_style_element()
    {
        await OpenAsync();
        await EmptyFirstTermAsync();

        Assert.Empty(RenderKeys().FindAll("style, script"));
    }

    private static string OldRecords(IRenderedComponent<KeysPage> page) => page.Find("[aria-labelledby=old-records]").TextContent;

    private static IEnumerable<string> Cells(IRenderedComponent<KeysPage> page, string label) =>
        page.FindAll($"td[data-label='{label}']").Select(e => e.TextContent);

    private IRenderedComponent<KeysPage> RenderKeys()
    {
        IRenderedComponent<KeysPage> page = Render<KeysPage>();
        page.WaitForElement(".big-number-value");
        return page;
    }

    private async Task RotateAsync() => Assert.Null((await RotateKeyring.RunAsync(Ada.Id, "", Cancel)).Refusal);

    private async Task EmptyFirstTermAsync()
    {
        await RotateAsync();
        Assert.Null((await Reencrypt.StartAsync(Ada.Id, Cancel)).Refusal);
        while (await Batch.RunAsync(Cancel))
        {
        }
    }
}
