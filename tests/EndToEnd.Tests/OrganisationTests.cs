using KeyCeremonyConsole.Web.Tests.Identity;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>Sign-in, proof and sign-out through an organisation's provider, in a real browser.</summary>
public sealed class OrganisationTests(Browser browser) : IAsyncLifetime
{
    private const string Group = "0f5c7d0e-3b1a-4f0e-9d55-5f0a4c1f2b11";

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
        _console.Settings[$"AzureAd:Groups:{Group}"] = "holder";
        _console.Settings["AzureAd:StepUp:person.remove"] = "c2";
        _grace = await Person.ArriveAsync(browser.Chromium, "Grace", _console.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _grace.DisposeAsync();
        await _console.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task App_roles_and_groups_open_what_they_should()
    {
        await _grace.OpenAsync("/people");
        await _grace.SeesAsync("Grace Hopper (you)");

        (_provider.Subject, _provider.Name, _provider.AppRoles, _provider.Groups) = ("8a4", "Ben Bitdiddle", [], [Group]);
        await using Person ben = await Person.ArriveAsync(browser.Chromium, "Ben", _console.Address);
        await ben.OpenAsync("/sign-in");
        await ben.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your organisation" }).ClickAsync();
        await ben.SeesAsync("Overview");
        await ben.OpenAsync("/account");
        await Expect(ben.Page.GetByRole(AriaRole.Definition).First).ToHaveTextAsync("holder");
        await ben.OpenAsync("/people");
        await ben.SeesAsync("This page is not open to you");
    }

    [Fact]
    public async Task In_an_old_circuit_an_act_waits_for_a_stronger_sign_in_at_the_provider_in_a_window_of_its_own()
    {
        (_provider.AuthenticatedAt, _provider.Contexts) = (TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(10), ["c2"]);
        await _grace.OpenAsync("/people");
        await _grace.SeesAsync("Grace Hopper (you)");
        _grace.ProvesWhenAsked = false;
        int loads = _grace.Loads;
        await RemoveAsync();
        await _grace.SeesAsync("This needs a fresh proof");
        await _grace.ShootAsync("proof-organisation");

        await _grace.PressAsync("Sign in again with your organisation");

        // Done then, and refused for a reason of its own: the only administrator stays.
        await _grace.SeesAsync("This is the only active administrator.");
        Assert.Equal(loads, _grace.Loads);
        Assert.Contains("\"c2\"", (string?)_provider.Asked!["claims"], StringComparison.Ordinal);
        await Expect(_grace.Page.GetByText("This needs a fresh proof")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_proof_that_is_not_strong_enough_does_nothing_and_the_page_waits_for_another()
    {
        await _grace.OpenAsync("/people");
        await _grace.SeesAsync("Grace Hopper (you)");
        _grace.ProvesWhenAsked = false;
        await RemoveAsync(); // The sign-in just now was a proof, but not for this.
        await _grace.SeesAsync("This needs a fresh proof");

        IPage window = await _grace.Page.RunAndWaitForPopupAsync(() => _grace.PressAsync("Sign in again with your organisation"));
        await Expect(window.GetByRole(AriaRole.Heading, new() { Name = "That proof was not strong enough" })).ToBeVisibleAsync();
        await Expect(_grace.Page.GetByText("This needs a fresh proof")).ToBeVisibleAsync();
        _provider.Contexts = ["c2"];
        await window.GetByRole(AriaRole.Link, new() { Name = "Try again" }).ClickAsync();

        await _grace.SeesAsync("This is the only active administrator.");
    }

    [Fact]
    public async Task An_account_of_another_organisation_is_turned_away_and_another_can_be_used()
    {
        _provider.Bend = token => token.Issuer = "https://login.example.org/another-tenant/";
        await _grace.OpenAsync("/people");
        await _grace.SeesAsync("That account is of another organisation");
        await _grace.ShootAsync("wrong-tenant");

        _provider.Bend = null;
        await _grace.Page.GetByRole(AriaRole.Link, new() { Name = "Use another account" }).ClickAsync();

        await _grace.SeesAsync("Overview");
        Assert.Equal("select_account", _provider.Asked!.Prompt);
    }

    [Fact]
    public async Task Who_does_not_consent_is_told_whom_to_ask()
    {
        _provider.Rejection = ("access_denied", "AADSTS65004: User declined to consent to access the app.");

        await _grace.OpenAsync("/people");

        await _grace.SeesAsync("Your organisation has not agreed yet");
        await _grace.SeesAsync("AADSTS65004");
        await _grace.ShootAsync("consent");
    }

    [Fact]
    public async Task Signing_out_here_signs_out_there()
    {
        await _grace.OpenAsync("/account");

        await _grace.PressAsync("Sign out on this device");

        await _grace.SeesAsync("People of this console sign in through their organisation.");
        Assert.Equal((Provider.ClientId, "hint-of-7f3"), (_provider.Left?.ClientId, (string?)_provider.Left?["logout_hint"]));
    }

    [Fact]
    public async Task Signing_out_there_ends_the_open_page_here()
    {
        await _grace.OpenAsync("/people");
        await _grace.SeesAsync("Grace Hopper (you)");
        int loads = _grace.Loads;

        await using IBrowserContext elsewhere = await browser.Chromium.NewContextAsync(); // A frame of theirs gets no cookie of ours.
        IPage there = await elsewhere.NewPageAsync();
        await there.GotoAsync($"{_provider.Authority}signed-out-here?console={Uri.EscapeDataString(_console.Address)}&sid={_provider.Sid}");
        await Expect(there.GetByText("Signed out everywhere.")).ToBeVisibleAsync();

        await Expect(_grace.Page.GetByText("Nobody is signed in here.")).ToBeVisibleAsync();
        Assert.Equal(loads, _grace.Loads);
    }

    private async Task RemoveAsync()
    {
        await _grace.PressAsync("Remove Grace Hopper");
        await _grace.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove Grace Hopper" }).ClickAsync();
    }
}
