using System.Text;
using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Seal;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Web.Secrets;
using KeyCeremonyConsole.Web.Tests.Keys;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Secrets;

/// <summary>
/// Strict JavaScript is the security test: nothing but what is planned here can be called, so a value leaves by these
/// calls or not at all.
/// </summary>
public sealed class SecretsPageTests : OpenVaultTests
{
    private const string Path = "team/database";
    private const string Value = """{"password":"correct-horse-battery"}""";

    private BunitJSModuleInterop _view = null!;
    private BunitJSModuleInterop _form = null!;
    private JSRuntimeInvocationHandler _show = null!;

    [Fact]
    public async Task Rendering_the_page_reads_no_secret()
    {
        await OpenAsync();
        await WriteAsync(Path, Value);
        int commits = Console.Store.Commits;

        IRenderedComponent<SecretsPage> page = RenderSecrets();

        Assert.Contains("team/", page.Find(".secret-list").TextContent, StringComparison.Ordinal);
        Assert.Empty(_show.Invocations);
        Assert.Equal(commits, Console.Store.Commits);
    }

    [Fact]
    public async Task An_opened_secret_goes_to_the_browser_once_and_is_wiped_here()
    {
        await OpenAsync();
        await WriteAsync(Path, Value);
        IRenderedComponent<SecretsPage> page = RenderSecrets();

        OpenSecret(page);

        page.WaitForAssertion(() => Assert.Single(_show.Invocations));
        byte[] bytes = Assert.IsType<byte[]>(_show.Invocations.Single().Arguments[1]);
        Assert.Equal(Encoding.UTF8.GetByteCount(Value), bytes.Length);
        page.WaitForAssertion(() => Assert.All(bytes, b => Assert.Equal(0, b)));
        Assert.DoesNotContain("correct-horse", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("password", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_form_fetches_is_stored_and_wiped()
    {
        await OpenAsync();
        IRenderedComponent<SecretsPage> page = RenderSecrets();
        byte[] first = Encoding.UTF8.GetBytes(Value[..10]);
        byte[] second = Encoding.UTF8.GetBytes(Value[10..]);
        _form.Setup<int>("pack", _ => true).SetResult(first.Length + second.Length);
        _form.Setup<byte[]>("piece", 0).SetResult(first);
        _form.Setup<byte[]>("piece", 10).SetResult(second);

        Fill(page, Path);
        Save(page);

        page.WaitForAssertion(() => Assert.Single(_show.Invocations)); // shown again, as it was stored
        Assert.Equal(Value, await ReadAsync(Path));
        Assert.All([.. first, .. second], b => Assert.Equal(0, b));
    }

    [Fact]
    public async Task A_wrong_path_is_told_beside_its_field_before_any_value_leaves_the_browser()
    {
        await OpenAsync();
        IRenderedComponent<SecretsPage> page = RenderSecrets();

        Fill(page, "team / database");
        Save(page);

        page.WaitForAssertion(() => Assert.Contains("without spaces", page.Find("#secret-path-hint").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", page.Find("#secret-path-field").GetAttribute("aria-invalid"));
        Assert.Empty(_form.Invocations["pack"]);
    }

    [Theory]
    [InlineData("Keep what is there", Value)]
    [InlineData("Replace the secret", """{"new":"1"}""")]
    public async Task Replacing_asks_first(string answer, string stored)
    {
        await OpenAsync();
        await WriteAsync(Path, Value);
        IRenderedComponent<SecretsPage> page = RenderSecrets();
        byte[] bytes = """{"new":"1"}"""u8.ToArray();
        _form.Setup<int>("pack", _ => true).SetResult(bytes.Length);
        _form.Setup<byte[]>("piece", 0).SetResult(bytes);
        Fill(page, Path);
        Save(page);
        Dialogs.WaitForAssertion(() => Assert.Contains(Path, Dialogs.Markup, StringComparison.Ordinal));
        Assert.Equal(Value, await ReadAsync(Path));

        Answer(answer);

        page.WaitForAssertion(() => Assert.DoesNotContain("Saving…", page.Markup, StringComparison.Ordinal));
        Assert.Equal(stored, await ReadAsync(Path));
    }

    [Fact]
    public async Task A_value_that_is_too_large_is_not_even_fetched()
    {
        await OpenAsync();
        IRenderedComponent<SecretsPage> page = RenderSecrets();
        _form.Setup<int>("pack", _ => true).SetResult(Limits.SecretValue + 1);

        Fill(page, Path);
        Save(page);

        page.WaitForAssertion(() => Assert.Contains("at most 256 KiB", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Empty(_form.Invocations["piece"]);
    }

    [Fact]
    public async Task Deleting_asks_first()
    {
        await OpenAsync();
        await WriteAsync(Path, Value);
        IRenderedComponent<SecretsPage> page = RenderSecrets();
        OpenSecret(page);
        page.WaitForElement(".delete").Click();
        Assert.Equal(Value, await ReadAsync(Path));

        Answer("Delete the secret");

        page.WaitForAssertion(() => Assert.Contains("Nothing is stored yet", page.Markup, StringComparison.Ordinal));
        Assert.Null(await ReadAsync(Path));
    }

    [Fact]
    public async Task Sealing_takes_an_open_secret_off_the_page()
    {
        await OpenAsync();
        await WriteAsync(Path, Value);
        IRenderedComponent<SecretsPage> page = RenderSecrets();
        OpenSecret(page);
        page.WaitForElement(".values");

        await Console.Get<SealVault>().RunAsync(Ada.Id, Cancel);

        page.WaitForAssertion(() => Assert.Contains("The vault is sealed", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".values"));
    }

    [Fact]
    public async Task A_list_of_thousands_is_capped_and_the_filter_reaches_the_rest()
    {
        await OpenAsync();
        string[] paths = [.. Enumerable.Range(0, 10_000).Select(i => $"service-{i:D5}")];

        IRenderedComponent<SecretList> list = Render<SecretList>(p => p.Add(l => l.Paths, paths));
        Assert.Equal(200, list.FindAll(".secret-list-entry").Count);

        list.Find("#secret-filter").Input("09999");

        Assert.Equal("service-09999", Assert.Single(list.FindAll(".secret-list-entry .mono")).TextContent);
    }

    protected override void Plan()
    {
        JSInterop.Mode = JSRuntimeMode.Strict;
        JSInterop.SetupVoid(call => call.Identifier.StartsWith("mud", StringComparison.Ordinal)).SetVoidResult();
        _view = JSInterop.SetupModule("./Secrets/SecretView.razor.js");
        _show = _view.SetupVoid("show", _ => true).SetVoidResult();
        _form = JSInterop.SetupModule("./Secrets/SecretForm.razor.js");
        _form.SetupVoid("begin", _ => true).SetVoidResult();
        _form.SetupVoid("add", _ => true).SetVoidResult();
    }

    private IRenderedComponent<SecretsPage> RenderSecrets()
    {
        IRenderedComponent<SecretsPage> page = Render<SecretsPage>();
        page.WaitForElement(".secret-list");
        return page;
    }

    private static void OpenSecret(IRenderedComponent<SecretsPage> page)
    {
        page.Find(".secret-list-entry").Click();
        page.Find(".secret-list-entry").Click(); // through the folder "team/"
    }

    private static void Fill(IRenderedComponent<SecretsPage> page, string path)
    {
        page.Find(".page-actions button").Click();
        page.WaitForElement("#secret-path-field").Change(path);
    }

    private static void Save(IRenderedComponent<SecretsPage> page) => page.Find(".actions .button-primary").Click();

    private void Answer(string words) => Dialogs.WaitForElements(".mud-dialog-actions button")
        .Single(b => b.TextContent.Contains(words, StringComparison.Ordinal)).Click();

    private async Task WriteAsync(string path, string json) => Assert.Null((await SecretStore.WriteAsync(
        Ada.Id, path, SecretBytes.Take(Encoding.UTF8.GetBytes(json)), Cancel)).Refusal);

    private async Task<string?> ReadAsync(string path)
    {
        Outcome<SecretBytes> outcome = await SecretStore.ReadAsync(Ada.Id, path, Cancel);
        using SecretBytes? value = outcome.Match<SecretBytes?>(v => v, _ => null);
        return value is null ? null : Encoding.UTF8.GetString(value.Borrow());
    }
}
