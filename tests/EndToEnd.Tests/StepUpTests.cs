using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>Pages that have been open for hours: what matters is done only by somebody who proves that it is them.</summary>
public sealed class StepUpTests(Browser browser) : IAsyncLifetime
{
    private static readonly TimeSpan Hours = TimeSpan.FromHours(3);

    // Longer than a proof is good for, shorter than an attempt to unseal is open.
    private static readonly TimeSpan Minutes = TimeSpan.FromMinutes(6);

    private readonly HostedConsole _console = new();
    private readonly List<Person> _people = [];

    private Person Ada => _people[0];

    public async ValueTask InitializeAsync()
    {
        _people.Add(await Person.ArriveAsync(browser.Chromium, "Ada", _console.Address));
        await Ada.SetUpAsync(_console.SetUpCode);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Person person in _people)
        {
            await person.DisposeAsync();
        }

        await _console.DisposeAsync();
    }

    [Fact]
    public async Task In_an_old_circuit_an_act_waits_for_the_proof_and_is_done_then_with_what_was_typed()
    {
        await Ada.GoAsync("People");
        int loads = Ada.Loads;
        _console.Clock.Advance(Hours);
        Ada.ProvesWhenAsked = false;

        await FillAsync("Ben");
        ILocator ask = Ada.Page.GetByRole(AriaRole.Dialog, new() { Name = "Is it you?" });
        await Expect(ask).ToBeVisibleAsync();
        await Ada.ShootAsync("proof-dialog");

        await ask.GetByLabel("Your password").FillAsync("four wrong herons");
        await ask.GetByRole(AriaRole.Button, new() { Name = "Go on with the password" }).ClickAsync();
        await Expect(ask).ToContainTextAsync("That is not your password");
        await ask.GetByLabel("Your password").FillAsync(Person.Password);
        await ask.GetByRole(AriaRole.Button, new() { Name = "Go on with the password" }).ClickAsync();

        await Ada.SeesAsync("Send Ben this link");
        Assert.Equal(loads, Ada.Loads);
    }

    [Fact]
    public async Task Who_does_not_prove_it_changes_nothing_and_loses_nothing()
    {
        await Ada.GoAsync("People");
        _console.Clock.Advance(Hours);
        Ada.ProvesWhenAsked = false;

        await FillAsync("Ben");
        await Ada.PressAsync("Not now");

        ILocator dialog = Ada.Dialog();
        await Expect(dialog).ToContainTextAsync("Prove once more that it is you");
        await Expect(dialog.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Ben");
        await Ada.OpenAsync("/people");
        await Ada.SeesAsync("Ada (you)");
        await Expect(Ada.Page.GetByText("Ben")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_passkey_proves_it_as_well()
    {
        await Authenticator.PlugInAsync(Ada.Page);
        await Ada.OpenAsync("/account");
        await Ada.PressAsync("Add a passkey");
        await Ada.SeesAsync("Never used yet.");
        await Ada.GoAsync("People");
        _console.Clock.Advance(Hours);
        Ada.ProvesWhenAsked = false;

        await FillAsync("Ben");
        await Ada.PressAsync("Use your passkey");

        await Ada.SeesAsync("Send Ben this link");
    }

    [Fact]
    public async Task The_proof_of_one_browser_is_none_in_another()
    {
        Person elsewhere = await Person.ArriveAsync(browser.Chromium, "Ada", _console.Address);
        _people.Add(elsewhere);
        await elsewhere.OpenAsync("/sign-in");
        await elsewhere.SignInAsync();
        await elsewhere.SeesAsync("Overview");
        _console.Clock.Advance(Hours);
        await Ada.GoAsync("People");
        await FillAsync("Ben"); // Here it is proved.
        await Ada.SeesAsync("Send Ben this link");
        await elsewhere.GoAsync("People");
        elsewhere.ProvesWhenAsked = false;

        await elsewhere.PressAsync("Invite again: Ben");

        await elsewhere.SeesAsync("This needs a fresh proof");
    }

    [Fact]
    public async Task The_field_for_a_share_opens_after_the_proof()
    {
        (Person ben, string unseal) = await AwaitLastShareAsync();
        await ben.GoToAsync(unseal);
        _console.Clock.Advance(Minutes);
        ben.ProvesWhenAsked = false;

        await ben.Page.GetByLabel("Yes, we compared them").ClickAsync();
        await ben.PressAsync("Not now");
        await Expect(ben.Page.GetByLabel("Your share", new() { Exact = true })).ToHaveCountAsync(0);
        await Expect(ben.Page.GetByLabel("Yes, we compared them")).Not.ToBeCheckedAsync();

        ben.ProvesWhenAsked = true;
        await ben.SubmitAsync(unseal);
        await ben.SeesAsync("Unsealed");
    }

    [Fact]
    public async Task A_share_in_its_field_stays_there_while_its_holder_proves_who_they_are()
    {
        (Person ben, string unseal) = await AwaitLastShareAsync();
        await ben.GoToAsync(unseal);
        await ben.Page.GetByLabel("Yes, we compared them").CheckAsync();
        ILocator field = ben.Page.GetByLabel("Your share", new() { Exact = true });
        await field.FillAsync(ben.Share);
        _console.Clock.Advance(Minutes);
        ben.ProvesWhenAsked = false;

        await ben.PressAsync("Submit my share");
        await ben.SeesAsync("This needs a fresh proof");
        await Expect(field).ToHaveValueAsync(ben.Share);
        ben.ProvesWhenAsked = true;

        await ben.SeesAsync("Unsealed");
    }

    [Fact]
    public async Task The_open_page_of_a_removed_person_stops_within_a_minute()
    {
        Person ben = await Person.ArriveAsync(browser.Chromium, "Ben", _console.Address);
        _people.Add(ben);
        await ben.AcceptAsync(await Ada.InviteAsync(ben));
        await ben.GoAsync("Shares");
        int loads = ben.Loads;

        await Ada.RemoveAsync(ben);

        await Expect(ben.Page.GetByText("Nobody is signed in here.")).ToBeVisibleAsync();
        Assert.Equal(loads, ben.Loads);
    }

    // A vault that Ben's share opens, after that of Ines.
    private async Task<(Person Ben, string Unseal)> AwaitLastShareAsync()
    {
        foreach (string name in new[] { "Ben", "Ines", "Mara" })
        {
            _people.Add(await Person.ArriveAsync(browser.Chromium, name, _console.Address));
            await _people[^1].AcceptAsync(await Ada.InviteAsync(_people[^1]));
        }

        (Person ben, Person ines) = (_people[^3], _people[^2]);
        Person[] holders = [.. _people.Skip(1)];
        string made = await Ada.StartAsync("initialise", 2, holders, "A new vault");
        foreach (Person holder in holders)
        {
            await holder.CollectAsync(made);
            await holder.ProveAsync();
        }

        string unseal = await ines.FindUnsealAsync();
        await ines.SubmitAsync(unseal);
        await ines.SeesBarAsync(1, 2);
        return (ben, unseal);
    }

    // What an administrator does to invite somebody, up to the click that needs the proof.
    private async Task FillAsync(string name)
    {
        await Ada.PressAsync("Add a person");
        ILocator dialog = Ada.Dialog();
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await dialog.GetByLabel("Sign-in name").FillAsync(name.ToLowerInvariant());
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add and make an invitation" }).ClickAsync();
    }
}
