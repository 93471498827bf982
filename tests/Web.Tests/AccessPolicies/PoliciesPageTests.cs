using System.Text;
using AngleSharp.Dom;
using Bunit;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Seal;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.AccessPolicies;
using KeyCeremonyConsole.Web.Tests.Keys;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.AccessPolicies;

/// <summary>Policies on their page, over the real trips.</summary>
public sealed class PoliciesPageTests : OpenVaultTests
{
    private const string Text = """path "secret/data/team/*" { capabilities = ["read", "list"] }""";

    private PolicyStore Store => PolicyStore;

    private ChangePolicy Change => ChangePolicy;

    [Fact]
    public async Task Shows_all_policies_and_who_has_them()
    {
        await OpenAsync();
        await WriteAsync("team");

        IRenderedComponent<PoliciesPage> page = RenderPolicies();

        Assert.Equal(
            ["auditor: Built in · every auditor", "ceremony-admin: Built in · every administrator", "default: Built in · everybody, and most tokens", "holder: Built in · every holder", "team: Tokens made with it", "root: Built in · root tokens"],
            page.FindAll(".policy-entry").Select(e => $"{e.Children[0].TextContent}: {e.Children[1].TextContent}"));
    }

    [Fact]
    public async Task An_administrator_writes_changes_and_deletes_a_policy_of_their_own()
    {
        await OpenAsync();
        IRenderedComponent<PoliciesPage> page = RenderPolicies();

        page.Find(".button-primary").Click();
        Fill(page, "team", Text);
        page.WaitForAssertion(() => Assert.Equal(Text, page.Find(".policy-text").TextContent));
        Assert.Equal(Text, (await Store.FindAsync("team", Cancel))!.Text);

        Button(page, "Change the text").Click();
        Fill(page, null, Text.Replace("team", "crew", StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains("secret/data/crew/*", page.Find(".policy-text").TextContent, StringComparison.Ordinal));

        Button(page, "Delete").Click();
        Dialogs.WaitForAssertion(() => Assert.Contains("Its text is kept nowhere", Dialogs.Markup, StringComparison.Ordinal));
        Dialogs.FindAll("button").Single(b => b.TextContent.Trim() == "Delete the policy").Click();
        page.WaitForAssertion(() => Assert.DoesNotContain("team", page.Find(".policy-list").TextContent, StringComparison.Ordinal));
        Assert.Null(await Store.FindAsync("team", Cancel));
        Assert.Equal(["policy.delete", "policy.write", "policy.write"], (await Console.Store.ReadAuditAsync(new(null, 3, "policy."), Cancel)).Select(e => e.Draft.Act));
    }

    [Theory]
    [InlineData("team", "path \"a\" {\n  capabilities = [\"raed\"]\n}", "policy-text", "invalid capability \"raed\" on line 2")]
    [InlineData("team", "path", "policy-text", "failed to parse policy")]
    [InlineData("team", "", "policy-text", "Write at least one path")]
    [InlineData("a team", Text, "policy-name", "lower case letters")]
    [InlineData("holder", Text, "policy-name", "There is a policy of this name already")]
    [InlineData("root", Text, "policy-name", "Nobody can change it")]
    public async Task What_is_wrong_is_said_beside_its_field_and_nothing_is_lost(string name, string text, string field, string said)
    {
        await OpenAsync();
        IRenderedComponent<PoliciesPage> page = RenderPolicies();
        page.Find(".button-primary").Click();

        Fill(page, name, text);

        page.WaitForAssertion(() => Assert.Contains(said, page.Find($"#{field}-hint[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", page.Find($"#{field}").GetAttribute("aria-invalid"));
        Assert.Equal((name, text), (page.Find("#policy-name").GetAttribute("value"), page.Find("#policy-text").GetAttribute("value")));
        Assert.Equal(BuiltInPolicies.Find("holder"), await Store.FindAsync("holder", Cancel));
    }

    [Fact]
    public async Task Two_who_write_at_once_do_not_undo_each_other()
    {
        await OpenAsync();
        await WriteAsync("team");
        IRenderedComponent<PoliciesPage> page = RenderPolicies();
        Open(page, "team");
        Button(page, "Change the text").Click();
        await WriteAsync("team", "path \"other\" { capabilities = [\"read\"] }");

        Fill(page, null, "path \"mine\" { capabilities = [\"read\"] }");

        page.WaitForAssertion(() => Assert.Contains("Somebody else wrote this policy meanwhile", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Contains("mine", page.Find("#policy-text").GetAttribute("value"), StringComparison.Ordinal);
        Assert.Contains("other", (await Store.FindAsync("team", Cancel))!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_built_in_policy_cannot_be_deleted_and_gets_its_original_text_back()
    {
        await OpenAsync();
        await WriteAsync("holder");
        IRenderedComponent<PoliciesPage> page = RenderPolicies();
        Open(page, "holder");
        Assert.Contains("not the original one", page.Find(".facts").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Trim() == "Delete");

        Button(page, "Change the text").Click();
        page.WaitForElement(".link").Click();
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Save the policy").Click();

        page.WaitForAssertion(() => Assert.DoesNotContain("not the original one", page.Find(".facts").TextContent, StringComparison.Ordinal));
        Assert.Equal(BuiltInPolicies.Find("holder")!.Text, (await Store.FindAsync("holder", Cancel))!.Text);
    }

    [Fact]
    public async Task Root_is_shown_and_can_be_neither_changed_nor_deleted()
    {
        await OpenAsync();
        IRenderedComponent<PoliciesPage> page = RenderPolicies();

        Open(page, "root");

        Assert.Contains("nobody can change or delete it", page.Find(".pane").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Close", "Ask"], page.FindAll(".pane button").Select(b => b.TextContent.Trim()));
    }

    [Fact]
    public async Task An_auditor_reads_and_asks_and_changes_nothing()
    {
        await OpenAsync(Roles.Auditor);
        IRenderedComponent<PoliciesPage> page = RenderPolicies();

        Open(page, "holder");

        Assert.Contains("sys/rekey/update", page.Find(".policy-text").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Close", "Ask"], page.FindAll(".page-head button, .pane button").Select(b => b.TextContent.Trim()));
    }

    [Theory]
    [InlineData("role=Administrator", "/v1/sys/policies/acl/x", "create, delete, list, read, update on sys/policies/acl/x, with ceremony-admin and default.")]
    [InlineData("role=Holder", "sys/policies/acl/x", "Nothing on sys/policies/acl/x, with default and holder.")]
    [InlineData("holder", "sys/rekey/update", "create, update on sys/rekey/update, with holder.")]
    [InlineData("root", "anything", "Everything, on anything and everywhere else.")]
    [InlineData("holder", " ", "Write a path")]
    [InlineData("team", "sys/seal", "Nothing on sys/seal: it needs sudo as well, and team grants update alone.")]
    public async Task It_says_what_somebody_may_do_on_a_path(string who, string path, string said)
    {
        await OpenAsync();
        await WriteAsync("team", "path \"sys/seal\" { capabilities = [\"update\"] }");
        IRenderedComponent<PoliciesPage> page = RenderPolicies();

        page.Find("#question-who").Change(who);
        page.Find("#question-path").Change(path);
        page.Find(".question").Submit();

        page.WaitForAssertion(() => Assert.Contains(said, page.Find("[aria-labelledby=question-title]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_vault_is_sealed_it_says_so_and_what_was_being_written_stays()
    {
        await OpenAsync();
        IRenderedComponent<PoliciesPage> page = RenderPolicies();
        page.Find(".button-primary").Click();
        page.Find("#policy-text").Change(Text);

        Assert.Null((await Console.Get<SealVault>().RunAsync(Ada.Id, Cancel)).Refusal);

        page.WaitForAssertion(() => Assert.Contains("The vault is sealed", page.Markup, StringComparison.Ordinal));
        Assert.Equal(Text, page.Find("#policy-text").GetAttribute("value"));
        Fill(page, "team", Text);
        page.WaitForAssertion(() => Assert.Contains("Nothing was saved", page.Markup, StringComparison.Ordinal));
        Button(page, "Leave without saving").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".policy-list")));
        Assert.Contains("Policies lie inside it", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_written_or_deleted_without_a_fresh_proof()
    {
        await OpenAsync();
        Console.Proof.Given = false;

        Assert.Equal(FreshProof.Needed, (await Change.WriteAsync(Ada.Id, "team", Text, Cancel)).Refusal?.Code);
        Assert.Equal(FreshProof.Needed, (await Change.DeleteAsync(Ada.Id, "team", Cancel)).Refusal?.Code);
        Assert.Null(await Store.FindAsync("team", Cancel));
    }

    [Fact]
    public async Task An_administrator_sees_the_tokens_that_count_and_ends_one_after_confirming()
    {
        await OpenAsync();
        using NewToken laptop = TestConsole.Done(await CreateToken.ForPersonAsync(Ben.Id, "laptop", Cancel));
        IRenderedComponent<PoliciesPage> page = RenderPolicies();
        page.WaitForElement(".tokens tbody tr");
        Assert.Equal("laptop", page.Find(".tokens tbody th .break").TextContent);
        Assert.Contains(laptop.Entry.Accessor, page.Find(".tokens tbody th").TextContent, StringComparison.Ordinal);
        Assert.Contains("default, holder (as Ben Kovacs)", page.Find(".tokens td").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Encoding.ASCII.GetString(laptop.Text.Borrow()), page.Markup, StringComparison.Ordinal);

        page.Find(".tokens td button").Click();
        Dialogs.WaitForElement(".mud-message-box");
        Dialogs.FindAll("button").Single(b => b.TextContent.Trim() == "Keep it").Click();
        Assert.Single(TestConsole.Done(await LiveTokens.ListAsync(Ada.Id, Cancel)));

        page.Find(".tokens td button").Click();
        Dialogs.WaitForElement(".mud-message-box");
        Dialogs.FindAll("button").Single(b => b.TextContent.Trim() == "End the token").Click();

        page.WaitForAssertion(() => Assert.Contains("There is none.", page.Find(".tokens").TextContent, StringComparison.Ordinal));
        Assert.Empty(TestConsole.Done(await LiveTokens.ListAsync(Ada.Id, Cancel)));
        Assert.Empty(TestConsole.Done(await LiveTokens.ListOwnAsync(Ben.Id, Cancel)));
    }

    [Fact]
    public async Task A_token_is_not_ended_without_a_fresh_proof()
    {
        await OpenAsync();
        using NewToken laptop = TestConsole.Done(await CreateToken.ForPersonAsync(Ben.Id, "laptop", Cancel));
        Console.Proof.Given = false;

        Assert.Equal(FreshProof.Needed, (await LiveTokens.EndAsync(Ada.Id, laptop.Entry.Accessor, Cancel)).Refusal?.Code);
    }

    [Fact]
    public async Task An_auditor_sees_no_tokens()
    {
        await OpenAsync(Roles.Auditor);

        Assert.Empty(RenderPolicies().FindAll(".tokens"));
    }

    private BarrierRecords Records => new(Console.Get<CeremonyRoom>(), Console.Get<BarrierReader>(), Console.Get<SealEngine>());

    private LiveTokens LiveTokens => new(Console.Get<CeremonyRoom>(), Console.Store, new TokenStore(Records));

    private CreateToken CreateToken => new(Console.Get<CeremonyRoom>(), Console.Store, new TokenStore(Records), Console.Clock);

    protected override void Plan()
    {
        base.Plan();
        Services.AddSingleton(LiveTokens);
        Services.AddSingleton(Change).AddSingleton(new ReadPolicies(Console.Get<CeremonyRoom>(), Store));
    }

    private static void Fill(IRenderedComponent<PoliciesPage> page, string? name, string text)
    {
        if (name is not null)
        {
            page.WaitForElement("#policy-name").Change(name);
        }

        page.WaitForElement("#policy-text").Change(text);
        Button(page, "Save the policy").Click();
    }

    private static IElement Button(IRenderedComponent<PoliciesPage> page, string text)
    {
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("button"), b => b.TextContent.Trim() == text));
        return page.FindAll("button").Single(b => b.TextContent.Trim() == text);
    }

    private static void Open(IRenderedComponent<PoliciesPage> page, string name)
    {
        page.FindAll(".policy-entry").Single(e => e.Children[0].TextContent == name).Click();
        page.WaitForElement("#policy-title");
    }

    private async Task WriteAsync(string name, string text = Text) => Assert.Null((await Change.WriteAsync(Ada.Id, name, text, Cancel)).Refusal);

    private IRenderedComponent<PoliciesPage> RenderPolicies()
    {
        IRenderedComponent<PoliciesPage> page = Render<PoliciesPage>();
        page.WaitForElement(".policy-entry");
        return page;
    }
}
