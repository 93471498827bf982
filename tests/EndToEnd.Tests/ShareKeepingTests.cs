using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>A new share from the reveal to a card, a file and the clipboard, and back again from what was kept.</summary>
public sealed partial class ShareKeepingTests(Browser browser) : IAsyncLifetime
{
    private const string Passphrase = "four quiet otters cross";

    private readonly ConsoleProcess _console = new();
    private readonly string _files = Directory.CreateTempSubdirectory("shares-").FullName;
    private readonly List<Person> _people = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Person Ada => _people[0];

    private Person Ben => _people[1];

    private Person Ines => _people[2];

    private Person Mara => _people[3];

    public async ValueTask InitializeAsync()
    {
        await _console.StartAsync(Ct);
        foreach (string name in new[] { "Ada", "Ben", "Ines", "Mara" })
        {
            _people.Add(await Person.ArriveAsync(browser.Chromium, name, _console.Address, phone: name is "Ben"));
        }

        await Ada.SetUpAsync(_console.SetUpCode);
        foreach (Person guest in _people.Skip(1))
        {
            await guest.AcceptAsync(await Ada.InviteAsync(guest));
        }

        await Ada.OpenAsync("/");
    }

    public async ValueTask DisposeAsync()
    {
        await _console.PartAsync(_people);
        Directory.Delete(_files, recursive: true);
    }

    [Fact]
    public async Task What_was_kept_of_a_new_share_is_the_share()
    {
        string ceremony = await Ada.StartAsync("initialise", 2, [Ben, Ines, Mara], "A new vault");
        await RevealAsync(ceremony);
        (string groups, string base64) = await LookAsync();

        await PrintAsync(groups, base64);
        await SaveAsync(groups, base64);
        await CopyAsync(groups);

        await Ben.PressAsync("I have stored it");
        await ProveAsync(groups);
        Assert.False(await EverSentAsync(groups, base64), "the share left Ben's browser as text");

        foreach (Person other in new[] { Ines, Mara })
        {
            await other.CollectAsync(ceremony);
            await other.ProveAsync();
        }

        await CheckAsync(groups);
        Assert.Empty(_people.SelectMany(p => p.Complaints));
        Assert.Empty(_people.SelectMany(p => p.ForeignRequests));
    }

    private async Task RevealAsync(string ceremony)
    {
        // Headless, there is no printer: the card is left standing until the test lets the browser go on.
        await Ben.Page.AddInitScriptAsync("window.print = () => {}");
        await Ben.OpenAsync(ceremony);
        await Ben.Page.GetByLabel("I am alone").CheckAsync();
        await Ben.Page.GetByLabel("I have something to keep it in").CheckAsync();
        await Ben.PressAsync("Show my share");
        await Expect(Ben.Page.Locator("[data-groups]")).ToContainTextAsync("•••••");
        await Expect(Ben.Page.Locator("[data-qr] svg")).ToHaveCountAsync(0);
        await Ben.ShootAsync("share-veiled");
    }

    private async Task<(string Groups, string Base64)> LookAsync()
    {
        await Ben.PressAsync("Keep it visible");
        await Expect(Ben.Page.Locator("[data-qr] svg")).ToBeVisibleAsync();
        string groups = string.Join('-', await Ben.Page.Locator("[data-groups] span").AllTextContentsAsync());
        string base64 = string.Concat(await Ben.Page.Locator("[data-share] span").AllTextContentsAsync());
        Assert.Matches("^KCS1Y(-[0-9A-HJKMNP-TV-Z]{5}){18}$", groups);
        Assert.Equal(33, Convert.FromBase64String(base64).Length);
        await Ben.ShootAsync("share-visible");
        await Ben.PressAsync("Veil it again");
        return (groups, base64);
    }

    private async Task PrintAsync(string groups, string base64)
    {
        await Ben.PressAsync("Print a card");
        ILocator card = Ben.Page.Locator("body > .share-card");
        await Ben.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Expect(card).ToBeVisibleAsync();
        await Expect(card.Locator("[data-card-qr] svg")).ToBeVisibleAsync();
        await Expect(Ben.Page.Locator(".shell")).ToBeHiddenAsync();
        string text = await card.InnerTextAsync();
        Assert.All(groups.Split('-'), group => Assert.Contains(group, text, StringComparison.Ordinal));
        Assert.All([base64, "Key share 1 of 3", "Ben", "Check my share", new Uri(_console.Address).Authority], words => Assert.Contains(words, text, StringComparison.Ordinal));

        // Printing to a file also tells the page when it is over.
        byte[] pdf = await Ben.Page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true, PrintBackground = true });
        Assert.Single(PdfPages().Matches(Encoding.Latin1.GetString(pdf)));
        if (Environment.GetEnvironmentVariable("PICTURES") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "card.pdf"), pdf, Ct);
        }

        await Ben.Page.EvaluateAsync("() => dispatchEvent(new Event('afterprint'))");
        await Ben.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Screen });
        await Expect(card).ToHaveCountAsync(0);
        await Expect(Ben.Page.Locator(".shell")).ToBeVisibleAsync();
    }

    private async Task SaveAsync(string groups, string base64)
    {
        await Ben.PressAsync("Save an encrypted file…");
        await Ben.Page.GetByLabel("Passphrase for the file").FillAsync("short");
        await Ben.PressAsync("Save the file");
        await Ben.SeesAsync("Choose at least 12 characters");
        await Ben.Page.GetByLabel("Passphrase for the file").FillAsync(Passphrase);
        await Ben.Page.GetByLabel("The passphrase, once more").FillAsync(Passphrase);
        IDownload download = await Ben.Page.RunAndWaitForDownloadAsync(
            () => Ben.PressAsync("Save the file"), new PageRunAndWaitForDownloadOptions { Timeout = 2 * Browser.Patience });
        await Ben.SeesAsync("Only the passphrase opens it");
        Assert.Matches("^share-1-of-set-[0-9a-f]{8}[.]age$", download.SuggestedFilename);
        string path = Path.Combine(_files, download.SuggestedFilename);
        await download.SaveAsAsync(path);

        Assert.StartsWith("-----BEGIN AGE ENCRYPTED FILE-----", await File.ReadAllTextAsync(path, Ct), StringComparison.Ordinal);
        string opened = await DecryptAsync(path, Passphrase);
        Assert.All([groups, base64, "Key share 1 of 3, held by Ben."], words => Assert.Contains(words, opened, StringComparison.Ordinal));
    }

    private async Task CopyAsync(string groups)
    {
        await Ben.PressAsync("Copy the groups");
        await Ben.SeesAsync("We empty the clipboard in a minute.");
        Assert.Equal(groups, await Ben.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
        await Ben.PressAsync("Empty it now");
        await Ben.SeesAsync("The clipboard is empty again.");
        Assert.Equal("", await Ben.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));

        await Ben.PressAsync("Copy base64");
        await Ben.SeesAsync("We empty the clipboard in a minute.");
        await Ben.Page.EvaluateAsync("() => navigator.clipboard.writeText('something else')");
        await Ben.PressAsync("Empty it now");
        await Ben.SeesAsync("so we left it alone");
    }

    private async Task ProveAsync(string groups)
    {
        ILocator field = Ben.Page.GetByLabel(new Regex("^Your new share, number"));
        char wrong = groups[38] == 'A' ? 'B' : 'A';
        await field.FillAsync(groups[..38] + wrong + groups[39..]);
        await Ben.PressAsync("Prove it");
        await Expect(Ben.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Group 7 is mistyped.");

        // It still stands in the field, to be mended.
        Assert.NotEmpty(await field.InputValueAsync());
        await field.FillAsync(groups.Replace("-", "  ", StringComparison.Ordinal).ToLowerInvariant());
        await Ben.PressAsync("Prove it");
        await Ben.SeesAsync("and have proved it");
    }

    private async Task CheckAsync(string groups)
    {
        await Ben.OpenAsync("/shares");
        await Ben.PressAsync("Check my share");
        await Ben.Page.GetByLabel("The share that you keep").FillAsync(groups);
        await Ben.PressAsync("Check it");
        await Ben.SeesAsync("which is in force");
        await Ben.ShootAsync("share-checked");

        await Ada.OpenAsync("/holders");
        await Expect(Ada.Page.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("checked");
        await Ada.ShootAsync("holders");
        await Ada.OpenAsync("/");
        await Ada.SeesAsync("3 of 3 holders could come today");
        await Ada.ShootAsync("readiness");
    }

    /// <summary>Whether the share stands in the page, or in a request's address.</summary>
    private async Task<bool> EverSentAsync(string groups, string base64)
    {
        string page = await Ben.Page.ContentAsync();
        return page.Contains(base64, StringComparison.Ordinal) || groups.Split('-')[4..].Any(group => page.Contains(group, StringComparison.Ordinal));
    }

    // With the very library that the browser encrypts with, in Node.
    private static async Task<string> DecryptAsync(string path, string passphrase, [CallerFilePath] string here = "")
    {
        string library = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../wwwroot-assets/vendor/age-encryption/age.js"));
        const string script = """
            const { webcrypto } = await import("node:crypto");
            globalThis.crypto ??= webcrypto;
            const { Decrypter, armor } = await import(process.argv[1]);
            const decrypter = new Decrypter();
            decrypter.addPassphrase(process.argv[3]);
            const { readFileSync } = await import("node:fs");
            process.stdout.write(await decrypter.decrypt(armor.decode(readFileSync(process.argv[2], "ascii")), "text"));
            """;
        var start = new ProcessStartInfo("node", ["--input-type=module", "-e", script, library, path, passphrase]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process node = Process.Start(start)!;
        Task<string> opened = node.StandardOutput.ReadToEndAsync(Ct);
        string complaints = await node.StandardError.ReadToEndAsync(Ct);
        await node.WaitForExitAsync(Ct);
        Assert.True(node.ExitCode == 0, complaints);
        return await opened;
    }

    [GeneratedRegex("/Type\\s*/Page\\b(?!s)", RegexOptions.CultureInvariant)]
    private static partial Regex PdfPages();
}
