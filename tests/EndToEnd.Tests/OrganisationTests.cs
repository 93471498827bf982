using KeyCeremonyConsole.Web.Tests.Identity;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>Sign-in and proof through an organisation's provider, in a real browser.</summary>
public sealed class OrganisationTests(Browser browser) : IAsyncLifetime
{
    private readonly HostedConsole _console = new() { InRealTime = true };

    private Provider _provider = null!;
    private Person _grace = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await Provider.StartAsync();
        _provider.AppRoles = ["administrator"];
        _console.Settings["AzureAd:Authority"] = _provider.Authority;
        _console.Settings["AzureAd:ClientId"] = Provider.ClientId;
        _console.Settings["AzureAd:ClientSecret"] = Provider.ClientSecret;
        _console.Settings["AzureAd:RequireHttpsMetadata"] = "false";
        _grace = await Person.ArriveAsync(browser.Chromium, "Grace", _console.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _grace.DisposeAsync();
        await _console.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task An_act_waits_for_a_sign_in_at_the_provider_in_a_window_of_its_own()
    {
        _provider.AuthenticatedAt = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(10);
        await _grace.OpenAsync("/people");
        await _grace.SeesAsync("Grace Hopper (you)");
        _grace.ProvesWhenAsked = false;
        int loads = _grace.Loads;
        await _grace.PressAsync("Remove Grace Hopper");
        await _grace.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove Grace Hopper" }).ClickAsync();
        await _grace.SeesAsync("This needs a fresh proof");
        await _grace.ShootAsync("proof-organisation");

        await _grace.PressAsync("Sign in again with your organisation");

        // Done then, and refused for a reason of its own: the only administrator stays.
        await _grace.SeesAsync("This is the only active administrator.");
        Assert.Equal(loads, _grace.Loads);
        await Expect(_grace.Page.GetByText("This needs a fresh proof")).ToHaveCountAsync(0);
    }
}
