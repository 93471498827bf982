using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>A passkey with the PRF extension as the device of a holder, in real browsers with virtual authenticators.</summary>
public sealed class PasskeyDeviceTests(Browser browser) : IAsyncLifetime
{
    private readonly HostedConsole _console = new();
    private readonly List<Person> _people = [];

    private Person Ada => _people[0];

    public async ValueTask InitializeAsync()
    {
        await ArriveAsync("Ada");
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
    public async Task A_share_that_is_sealed_to_a_passkey_opens_where_the_passkey_is()
    {
        Person ben = await ArriveAsync("Ben");
        Authenticator his = await Authenticator.PlugInAsync(ben.Page, makesKeys: true);
        await ben.Page.GotoAsync(await Ada.InviteAsync(ben));
        await ben.PressAsync("Set up a passkey and sign in");
        await ben.SeesAsync("What needs you");
        await ben.OpenAsync("/devices");
        await ben.PressAsync("Use a passkey");
        await ben.SeesAsync("passkey, works on every device that has it");
        await Expect(ben.Page.Locator(".devices li")).ToHaveCountAsync(1);
        await ben.ShootAsync("devices-passkey");
        string words = await ben.Page.Locator(".devices li .mono").InnerTextAsync();

        string made = await Ada.StartAsync("initialise", 1, [ben], "A new vault");

        // The same authenticator, at a browser that knows nothing of Ben.
        await ben.ForgetEverythingAsync();
        await SignInAsync(ben);

        // A virtual authenticator does not export what PRF needs: its passkey signs in elsewhere, and makes no key there.
        await using Person elsewhere = await ArriveWithAsync("Ben", await his.ExportAsync());
        await SignInAsync(elsewhere);
        await elsewhere.OpenAsync(made);
        await elsewhere.Page.GetByLabel("I am alone").CheckAsync();
        await elsewhere.Page.GetByLabel("I have something to keep it in").CheckAsync();
        await elsewhere.PressAsync("Show my share");
        await elsewhere.SeesAsync("cannot make a key for shares");

        await ben.CollectAsync(made);
        await ben.ProveAsync();
        Assert.Matches("^([a-z]+ ){5}[a-z]+$", words);
        Assert.DoesNotContain(
            await ben.Page.EvaluateAsync<string[]>("async () => (await indexedDB.databases()).map(d => d.name)"), name => name == "key-ceremony-console");
    }

    private static async Task SignInAsync(Person person)
    {
        await person.OpenAsync("/sign-in");
        await person.PressAsync("Sign in with a passkey");
        await person.SeesAsync("What needs you");
    }

    private async Task<Person> ArriveAsync(string name)
    {
        Person person = await Person.ArriveAsync(browser.Chromium, name, _console.Address);
        _people.Add(person);
        return person;
    }

    private async Task<Person> ArriveWithAsync(string name, IEnumerable<JsonElement> passkeys)
    {
        Person person = await Person.ArriveAsync(browser.Chromium, name, _console.Address);
        Authenticator device = await Authenticator.PlugInAsync(person.Page, makesKeys: true);
        await device.ImportAsync(passkeys);
        return person;
    }
}
