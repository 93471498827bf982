using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>Passkeys from the first set-up on, with virtual authenticators in real browsers.</summary>
public sealed class PasskeyTests(Browser browser) : IAsyncLifetime
{
    private readonly HostedConsole _console = new();
    private readonly List<Person> _people = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (Person person in _people)
        {
            await person.DisposeAsync();
        }

        await _console.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_ever_types_a_password_from_set_up_to_sign_in()
    {
        (Person ada, Authenticator hers) = await ArriveAsync("Ada");
        await SetUpAsync(ada);
        Assert.Equal(1, await hers.CountAsync());

        (Person ben, Authenticator his) = await ArriveAsync("Ben");
        await ben.Page.GotoAsync(await ada.InviteAsync(ben));
        await ben.ShootAsync("invitation");
        await ben.PressAsync("Set up a passkey and sign in");
        await ben.SeesAsync("What needs you");
        Assert.Equal(1, await his.CountAsync());

        await ben.OpenAsync("/account");
        await ben.PressAsync("Sign out on this device");
        await Expect(ben.Page).ToHaveURLAsync(new Regex("/sign-in"));
        await ben.ShootAsync("sign-in");
        await ben.PressAsync("Sign in with a passkey");
        await ben.SeesAsync("What needs you");
        await ben.OpenAsync("/account");
        await ben.SeesAsync("Last used");
        Assert.DoesNotContain(_people.SelectMany(p => p.Complaints), _ => true);
    }

    [Fact]
    public async Task Somebody_with_a_password_adds_a_passkey_names_it_and_removes_it()
    {
        Person ada = await Person.ArriveAsync(browser.Chromium, "Ada", _console.Address);
        _people.Add(ada);
        await ada.SetUpAsync(_console.SetUpCode);
        Authenticator hers = await Authenticator.PlugInAsync(ada.Page);

        await ada.OpenAsync("/account");
        await ada.Page.GetByLabel("Name of a new passkey").FillAsync("Work laptop");
        await ada.PressAsync("Add a passkey");
        await Expect(ada.Page.GetByText("Never used yet.")).ToBeVisibleAsync();
        Assert.Equal(1, await hers.CountAsync());
        await ada.ShootAsync("account");

        // The same device again: the browser itself says no.
        await ada.PressAsync("Add a passkey");
        await ada.SeesAsync("This device has a passkey of yours already.");

        await ada.Page.GetByText("Change Work laptop").ClickAsync();
        await ada.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Old laptop");
        await ada.PressAsync("Save the name");
        await Expect(ada.Page.Locator("strong", new() { HasText = "Old laptop" })).ToBeVisibleAsync();
        await ada.Page.GetByText("Change Old laptop").ClickAsync();
        await ada.PressAsync("Remove");
        await ada.SeesAsync("You have none yet.");
    }

    [Fact]
    public async Task After_five_minutes_passkeys_are_changed_only_after_a_new_proof()
    {
        (Person ada, _) = await ArriveAsync("Ada");
        await SetUpAsync(ada);
        _console.Clock.Advance(TimeSpan.FromMinutes(5));

        await ada.OpenAsync("/account");
        await Expect(ada.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" })).ToHaveCountAsync(0);
        await ada.ShootAsync("account-proof");
        await ada.PressAsync("Use your passkey");

        await Expect(ada.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_device_that_does_not_recognise_its_owner_signs_nobody_in()
    {
        (Person ada, Authenticator hers) = await ArriveAsync("Ada");
        await SetUpAsync(ada);
        await ada.OpenAsync("/account");
        await ada.PressAsync("Sign out on this device");
        await hers.VerifyAsync(false);

        await ada.PressAsync("Sign in with a passkey");

        await ada.SeesAsync("Your device was not asked, or did not answer.");
        await Expect(ada.Page).ToHaveURLAsync(new Regex("/sign-in"));
    }

    [Fact]
    public async Task A_removed_persons_passkey_opens_nothing_and_the_attempt_is_written_down()
    {
        (Person ada, _) = await ArriveAsync("Ada");
        await SetUpAsync(ada);
        (Person ben, _) = await ArriveAsync("Ben");
        await ben.Page.GotoAsync(await ada.InviteAsync(ben));
        await ben.PressAsync("Set up a passkey and sign in");
        await ben.SeesAsync("What needs you");
        await ada.RemoveAsync(ben);
        await ben.OpenAsync("/sign-in");

        await ben.PressAsync("Sign in with a passkey");

        await ben.SeesAsync("That passkey opens nothing here.");
        await ada.OpenAsync("/audit");
        await ada.SeesAsync("bad-passkey");
    }

    private async Task<(Person, Authenticator)> ArriveAsync(string name)
    {
        Person person = await Person.ArriveAsync(browser.Chromium, name, _console.Address);
        _people.Add(person);
        return (person, await Authenticator.PlugInAsync(person.Page));
    }

    private async Task SetUpAsync(Person ada)
    {
        await ada.OpenAsync("/");
        await ada.Page.GetByLabel("Set-up code").FillAsync(_console.SetUpCode);
        await ada.Page.GetByLabel("Your name").FillAsync(ada.Name);
        await ada.Page.GetByLabel("Sign-in name").FillAsync(ada.SignInName);
        await ada.ShootAsync("set-up");
        await ada.PressAsync("Set up with a passkey");
        await ada.SeesAsync("Overview");
    }
}
