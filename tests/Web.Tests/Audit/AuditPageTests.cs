using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Audit;
using KeyCeremonyConsole.Web.Tests.Keys;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Audit;

/// <summary>The audit log's page, over the real trip.</summary>
public sealed class AuditPageTests : OpenVaultTests
{
    private const string Ceremony = "0b7e4c1c-9a55-4f6a-bc9b-1e048f1d7c52";

    [Fact]
    public async Task The_newest_entry_stands_first_in_words()
    {
        await OpenAsync();
        await NoteAsync("share.submit", Ceremony, "Share accepted: 1 of 3.");

        IElement row = At("/audit").FindAll("tbody tr")[0];

        Assert.Contains("Submitted a share", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Share accepted: 1 of 3.", row.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/ceremonies/{Ceremony}", row.QuerySelector(".what a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task An_act_that_nobody_translated_is_shown_as_it_is()
    {
        await OpenAsync();
        await NoteAsync("moon.orbit", "", "Once round.");

        Assert.Contains("moon.orbit", At("/audit").FindAll("tbody tr")[0].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_and_newer_lead_through_every_entry_once_and_back()
    {
        await OpenAsync();
        for (int i = 0; i < 120; i++)
        {
            await NoteAsync("share.submit", "", "x");
        }

        IRenderedComponent<AuditPage> page = At("/audit");
        List<string> forwards = Numbers(page);
        for (IElement? older; (older = page.FindAll("a[rel=next]").SingleOrDefault()) is not null;)
        {
            page = At(older.GetAttribute("href")!);
            forwards.AddRange(Numbers(page));
        }

        Assert.Equal(Enumerable.Range(1, Console.Store.Commits).Reverse().Select(i => $"{i}"), forwards);
        page = At(page.Find("a[rel=prev]").GetAttribute("href")!);
        page = At(page.Find("a[rel=prev]").GetAttribute("href")!);
        Assert.Equal(forwards.Take(50), Numbers(page));
        Assert.Empty(page.FindAll("a[rel=prev]"));
    }

    [Fact]
    public async Task A_reload_shows_what_the_address_says()
    {
        await OpenAsync();
        await NoteAsync("share.submit", Ceremony, "kept");
        await NoteAsync("share.submit", "", "another");
        await NoteAsync("vault.seal", Ceremony, "other act");
        await NoteAsync("share.submit", Ceremony, "refused and kept", "wrong-share");

        Assert.Equal(2, At($"/audit?act=share.&subject={Ceremony}").FindAll("tbody tr").Count);
        IRenderedComponent<AuditPage> refused = At($"/audit?act=share.&subject={Ceremony}&refused=true");

        Assert.Contains("wrong-share", Assert.Single(refused.FindAll("tbody tr")).TextContent, StringComparison.Ordinal);
        Assert.True(refused.Find("input[type=checkbox]").HasAttribute("checked"));
        Assert.Equal("share.", refused.Find("select").GetAttribute("value"));
    }

    [Theory]
    [InlineData("/audit?before=x&back=1.y.&act=<b>&refused=perhaps")]
    [InlineData("/audit?before=-5&back=-1")]
    public async Task An_address_that_makes_no_sense_shows_the_newest(string address)
    {
        await OpenAsync();

        Assert.Equal($"{Console.Store.Commits}", Numbers(At(address))[0]);
    }

    [Fact]
    public async Task Choosing_a_filter_goes_to_the_newest_that_fit()
    {
        await OpenAsync();
        IRenderedComponent<AuditPage> page = At("/audit?before=3&back=0");

        page.Find("select").Change("person.");

        Assert.EndsWith("/audit?act=person.", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_chain_is_said_to_be_whole()
    {
        await OpenAsync();
        IRenderedComponent<AuditPage> page = At("/audit");

        page.FindAll("button").Single(b => b.TextContent == "Verify the chain").Click();

        page.WaitForAssertion(() => Assert.Contains(
            $"{Console.Store.Commits} entries checked: every hash follows from the one before.", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_without_the_role_sees_no_entry()
    {
        await OpenAsync(Roles.Holder);

        IRenderedComponent<AuditPage> page = At("/audit");

        Assert.Contains("The log is not shown", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("tbody tr"));
    }

    private IRenderedComponent<AuditPage> At(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<AuditPage>();
    }

    private static List<string> Numbers(IRenderedComponent<AuditPage> page) =>
        [.. page.FindAll("tbody td[data-label='No.']").Select(e => e.TextContent)];

    private Task NoteAsync(string act, string subject, string detail, string outcome = AuditDraft.DoneOutcome) => Console.Store.CommitAsync(
        new Commit(new AuditDraft(Console.Clock.GetUtcNow(), Ada.Id.Value, Ada.Name, act, subject, outcome, detail)), Cancel);
}
