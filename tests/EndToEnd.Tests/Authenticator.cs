using System.Text.Json;
using Microsoft.Playwright;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>A virtual authenticator in a person's browser, over the Chrome DevTools protocol.</summary>
public sealed class Authenticator
{
    private readonly ICDPSession _browser;
    private readonly string _id;

    private Authenticator(ICDPSession browser, string id) => (_browser, _id) = (browser, id);

    /// <summary>In the device itself, touched without being asked.</summary>
    /// <param name="page">Of the person.</param>
    /// <param name="verifies">Whether its owner's finger, face or PIN is right.</param>
    /// <param name="makesKeys">Whether it has the PRF extension.</param>
    public static async Task<Authenticator> PlugInAsync(IPage page, bool verifies = true, bool makesKeys = false)
    {
        ICDPSession browser = await page.Context.NewCDPSessionAsync(page);
        await browser.SendAsync("WebAuthn.enable");
        JsonElement? added = await browser.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["ctap2Version"] = "ctap2_1",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = verifies,
                ["hasPrf"] = makesKeys,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return new Authenticator(browser, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>Whether its owner is recognised from now on.</summary>
    public Task VerifyAsync(bool verifies) => _browser.SendAsync("WebAuthn.setUserVerified", new Dictionary<string, object>
    {
        ["authenticatorId"] = _id,
        ["isUserVerified"] = verifies,
    });

    /// <summary>What it holds, to be put into another, as a synced passkey is.</summary>
    public async Task<JsonElement[]> ExportAsync() =>
        [.. (await _browser.SendAsync("WebAuthn.getCredentials", new Dictionary<string, object> { ["authenticatorId"] = _id }))!.Value.GetProperty("credentials").EnumerateArray()];

    public async Task ImportAsync(IEnumerable<JsonElement> credentials)
    {
        foreach (JsonElement credential in credentials)
        {
            await _browser.SendAsync("WebAuthn.addCredential", new Dictionary<string, object> { ["authenticatorId"] = _id, ["credential"] = credential });
        }
    }

    /// <summary>How many passkeys it holds.</summary>
    public async Task<int> CountAsync()
    {
        JsonElement? all = await _browser.SendAsync("WebAuthn.getCredentials", new Dictionary<string, object> { ["authenticatorId"] = _id });
        return all!.Value.GetProperty("credentials").GetArrayLength();
    }
}
