using System.Text;
using System.Text.RegularExpressions;
using KeyCeremonyConsole.Envelopes.Tests.OpenPgp;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>A holder with the real gpg, from their account to the share that they prove; its backup; a root token.</summary>
public sealed class OpenPgpTests(Browser browser) : IAsyncLifetime
{
    private readonly Company _company = new(browser);
    private readonly Gpg _gpg = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Person Ada => _company.Ada;

    private Person Ben => _company.Ben;

    public async ValueTask InitializeAsync() => await _company.GatherAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        await _company.DisposeAsync();
        _gpg.Dispose();
    }

    [Fact]
    public async Task A_share_goes_through_gpg_to_its_proof_and_the_holders_make_a_root_token()
    {
        string key = await GiveKeyAsync();
        string rekey = await StartRekeyAsync();
        await Ben.SubmitAsync(rekey);
        await _company.Ines.SubmitAsync(rekey);
        string message = await DecryptAsync(rekey, key);
        await Ben.ProveAsync();
        foreach (Person holder in new[] { _company.Ines, _company.Mara })
        {
            await holder.CollectAsync(rekey);
            await holder.ProveAsync();
        }

        await Ada.GoToAsync(rekey);
        await Ada.SeesAsync("The new shares are in force");
        await Ada.ShootAsync("rekeyed");
        Assert.Equal(message, await ReadBackupAsync());
        Canary share = Canary.OfShare(Ben.Share);
        Assert.DoesNotContain(await Ada.EverythingAsync(), place => share.IsIn(place.Bytes));

        await MakeRootTokenAsync();
        Assert.Empty(new[] { Ada, Ben }.SelectMany(p => p.Complaints));
        Assert.Empty(new[] { Ada, Ben }.SelectMany(p => p.ForeignRequests));
    }

    // Ben's key, as he exports it, in the file that he chooses.
    private async Task<string> GiveKeyAsync()
    {
        string fingerprint = _gpg.MakePair("Ben <ben@example.org>", "ed25519", "cv25519");
        await Ben.OpenAsync("/account");
        await Ben.ShootAsync("account-without-key");
        await Ben.Page.GetByLabel("Or a file").SetInputFilesAsync(new FilePayload
        {
            Name = "ben.gpg",
            MimeType = "application/octet-stream",
            Buffer = _gpg.Export(fingerprint),
        });
        await Ben.PressAsync("Keep this key");
        await Ben.SeesAsync("Your key is kept.");
        await Ben.SeesAsync(Grouped(fingerprint));
        await Ben.ShootAsync("account-with-key");
        return fingerprint;
    }

    private async Task<string> StartRekeyAsync()
    {
        await Ada.OpenAsync("/ceremonies/new?kind=rekey");
        await Ada.Page.GetByLabel("Encrypt Ben's share to their OpenPGP key").CheckAsync();
        await Ada.Page.GetByLabel("Keep the encrypted shares as a backup").CheckAsync();
        await Ada.Page.GetByLabel("Reason").FillAsync("Ben has a key now");
        await Ada.ShootAsync("wizard");
        await Ada.PressAsync("Review");
        await Ada.ShootAsync("review");
        await Ada.PressAsync("Start the rekey");
        await Expect(Ada.Page).ToHaveURLAsync(new Regex("/ceremonies/[0-9a-f-]{36}$"));
        return new Uri(Ada.Page.Url).AbsolutePath;
    }

    private async Task<string> DecryptAsync(string rekey, string key)
    {
        await Ben.GoToAsync(rekey);
        await Ben.SeesAsync(Grouped(key));
        await Ben.PressAsync("Get the message");
        await Expect(Ben.Page.GetByLabel("The message")).ToHaveValueAsync(new Regex("^-----BEGIN PGP MESSAGE-----"));
        await Ben.ShootAsync("message");
        IDownload download = await Ben.Page.RunAndWaitForDownloadAsync(() => Ben.Page.GetByRole(AriaRole.Link, new() { Name = "Download share-1.asc" }).ClickAsync());
        byte[] file = await File.ReadAllBytesAsync(await download.PathAsync(), Ct);

        string hex = Encoding.ASCII.GetString(_gpg.Decrypt(file));

        Assert.Matches("^[0-9a-f]{66}$", hex);
        Ben.Share = Convert.ToBase64String(Convert.FromHexString(hex));
        return Encoding.ASCII.GetString(file);
    }

    private async Task<string> ReadBackupAsync()
    {
        await Ada.OpenAsync("/keys");
        await Ada.PressAsync("Show the messages");
        ILocator message = Ada.Page.GetByLabel(new Regex("^Ben"));
        await Expect(message).ToHaveValueAsync(new Regex("^-----BEGIN PGP MESSAGE-----"));
        await Ada.ShootAsync("backup");
        return await message.InputValueAsync();
    }

    private async Task MakeRootTokenAsync()
    {
        await Ada.OpenAsync("/keys");
        await Ada.Page.GetByRole(AriaRole.Link, new() { Name = "Ask the holders for a root token" }).ClickAsync();
        await Ada.Page.GetByLabel("Reason").FillAsync("Locked out");
        await Ada.PressAsync("Review");
        await Ada.ShootAsync("root-review");
        await Ada.PressAsync("Ask the holders");
        await Ada.PressAsync("Keep it visible");
        ILocator shown = Ada.Page.Locator("[data-share]");
        await Expect(shown).ToHaveTextAsync(new Regex("^[A-Za-z0-9]{28}$"));
        string password = Regex.Replace(await shown.InnerTextAsync(), @"\s", "");
        await Ada.ShootAsync("root-password");
        await Ada.PressAsync("I have stored it: go to the ceremony");
        await Expect(Ada.Page).ToHaveURLAsync(new Regex("/ceremonies/[0-9a-f-]{36}$"));
        string ceremony = new Uri(Ada.Page.Url).AbsolutePath;

        await Ben.SubmitAsync(ceremony);
        await _company.Ines.GoToAsync(ceremony);
        await _company.Ines.ShootAsync("root-approval");
        await _company.Ines.SubmitAsync(ceremony);

        await Ada.PressAsync("Collect the encoded token");
        await Ada.Page.GetByLabel("Your one-time password").FillAsync("0000000000000000000000000000");
        await Ada.PressAsync("Decode it here");
        await Ada.SeesAsync("That is not the one-time password of this token.");
        await Ada.Page.GetByLabel("Your one-time password").FillAsync(password);
        await Ada.PressAsync("Decode it here");
        await Expect(Ada.Page.GetByLabel("The root token", new() { Exact = true })).ToHaveTextAsync(new Regex("^hvs\\.[A-Za-z0-9]{24}$"));
        await Ada.ShootAsync("root-token");
        await Ada.PressAsync("I have the token: forget it here");
        await Ada.SeesAsync("has forgotten the encoded token");
    }

    private static string Grouped(string fingerprint) => string.Join(' ', fingerprint.Chunk(4).Select(c => new string(c)));
}
