using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>The main job, as its people do it: each in a browser of their own, on the real console.</summary>
public sealed class WholeCeremonyTests(Browser browser) : IAsyncLifetime
{
    private const string SecretValue = "correct horse battery staple";

    private static readonly string[] Names = ["Ben", "Ines", "Mara", "Tom", "Yusuf", "Zoe", "Olga"];

    private readonly ConsoleProcess _console = new();
    private readonly Dictionary<string, Person> _people = [];
    private Person _ada = null!;
    private Person _witness = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Person[] FirstHolders => [.. Names.Take(5).Select(n => _people[n])];

    private Person[] NewHolders => [.. Names.Skip(1).Select(n => _people[n]), _ada];

    public async ValueTask InitializeAsync()
    {
        await _console.StartAsync(Ct);
        _ada = await Person.ArriveAsync(browser.Chromium, "Ada", _console.Address);
        _witness = await Person.ArriveAsync(browser.Chromium, "Wim", _console.Address);
        foreach (string name in Names)
        {
            _people[name] = await Person.ArriveAsync(browser.Chromium, name, _console.Address, phone: name is "Ben");
        }
    }

    public async ValueTask DisposeAsync() => await _console.PartAsync(Everybody());

    [Fact]
    public async Task From_the_set_up_code_to_the_new_shares_after_a_power_cut()
    {
        await SetUpAndInviteAsync();
        await InitialiseAsync();
        await UnsealAsync(FirstHolders[..3]);
        await WriteSecretAsync();
        Dictionary<Person, string> oldShares = FirstHolders.ToDictionary(p => p, p => p.Share);
        await RekeyAsync();
        await RotateTwiceAsync();
        await SealAndRestartAsync();
        await UnsealAfterRestartAsync(oldShares);
        await ReadSecretAsync();
        await NoShareIsAnywhereButOnPaperAsync(oldShares);
        Assert.DoesNotContain(Everybody().SelectMany(p => p.Complaints), c => !IsOfTheRestart(c));
        Assert.Empty(Everybody().SelectMany(p => p.ForeignRequests));
    }

    private IEnumerable<Person> Everybody() => _people.Values.Append(_ada).Append(_witness);

    private async Task SetUpAndInviteAsync()
    {
        await _ada.SetUpAsync(_console.SetUpCode);
        foreach (Person guest in _people.Values.Append(_witness))
        {
            await guest.AcceptAsync(await _ada.InviteAsync(guest));
        }

        // Ada becomes a holder as well: with the new shares she holds one.
        await _ada.PressAsync("Change roles of Ada");
        ILocator dialog = _ada.Dialog();
        await dialog.GetByLabel("older").First.CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Change the roles" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await _ada.OpenAsync("/devices");
        await _ada.UseThisDeviceAsync();
        await _ada.OpenAsync("/");
    }

    private async Task InitialiseAsync()
    {
        string path = await _ada.StartAsync("initialise", 3, FirstHolders, "A new vault");
        foreach (Person holder in FirstHolders)
        {
            await holder.CollectAsync(path);
            await holder.ProveAsync();
        }

        await _ada.SeesBarAsync(5, 5);
    }

    private async Task UnsealAsync(Person[] holders)
    {
        string path = await holders[0].FindUnsealAsync();
        await _witness.OpenAsync(path);
        await _witness.SeesBarAsync(0, 3);
        for (int i = 0; i < holders.Length; i++)
        {
            await holders[i].SubmitAsync(path);
            await _witness.SeesBarAsync(i + 1, 3);
        }

        await _witness.SeesAsync("Unsealed");
        await _ada.OpenAsync("/");
        await _ada.SeesAsync("Unsealed");
    }

    private async Task WriteSecretAsync()
    {
        await _ada.GoAsync("Secrets");
        await _ada.PressAsync("Write a secret");
        await _ada.Page.GetByLabel("Path", new() { Exact = true }).FillAsync("team/database");
        await _ada.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("password");
        await _ada.Page.GetByLabel("Value", new() { Exact = true }).FillAsync(SecretValue);
        await _ada.PressAsync("Save the secret");
        await _ada.SeesAsync("Saved at team/database"); // The path alone stands in the form's hint too, before anything is saved.
    }

    private async Task ReadSecretAsync()
    {
        await _ada.GoAsync("Secrets");
        await _ada.Page.GetByRole(AriaRole.Button, new() { Name = "team" }).First.ClickAsync();
        ILocator entry = _ada.Page.GetByRole(AriaRole.Button, new() { Name = "database" }).First;
        await entry.ClickAsync();
        await _ada.PressAsync("Show");
        await _ada.SeesAsync(SecretValue);
    }

    private async Task RekeyAsync()
    {
        string path = await _ada.StartAsync("rekey", 4, NewHolders, "Ben leaves the team");
        await _witness.OpenAsync(path);
        await _witness.SeesBarAsync(0, 3);
        int loads = _witness.Loads;
        Person[] submitters = FirstHolders[1..4];

        // On the way: a share with one wrong character is refused at once, and told to its holder only.
        Person mistaken = submitters[0];
        await mistaken.SubmitAsync(path, (mistaken.Share[0] == 'A' ? 'B' : 'A') + mistaken.Share[1..]);
        await Expect(mistaken.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not a share of this vault");
        await _witness.SeesBarAsync(0, 3);
        await Expect(_witness.Page.GetByText("not a share of this vault")).ToHaveCountAsync(0);

        for (int i = 0; i < submitters.Length; i++)
        {
            await submitters[i].SubmitAsync(path);
            if (i < submitters.Length - 1)
            {
                await _witness.SeesBarAsync(i + 1, 3);
            }
        }

        await _witness.SeesBarAsync(0, 7);
        for (int i = 0; i < NewHolders.Length; i++)
        {
            await NewHolders[i].CollectAsync(path);
            await NewHolders[i].ProveAsync();
            await _witness.SeesBarAsync(i + 1, 7);
        }

        await _witness.SeesAsync("Completed");
        Assert.Equal(loads, _witness.Loads);
    }

    private async Task RotateTwiceAsync()
    {
        await _ada.GoAsync("Keys");
        for (int term = 2; term <= 3; term++)
        {
            await _ada.PressAsync("Rotate the encryption key");
            ILocator dialog = _ada.Dialog();
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Rotate the encryption key" }).ClickAsync();
            await Expect(dialog).ToContainTextAsync($"Term {term} encrypts from now on");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
            await Expect(dialog).ToBeHiddenAsync();
        }

        await Expect(_ada.Page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Row)).ToHaveCountAsync(4);
    }

    private async Task SealAndRestartAsync()
    {
        await _ada.GoAsync("Overview");
        await _ada.PressAsync("Seal…");
        ILocator dialog = _ada.Dialog();
        await dialog.GetByLabel("Type seal to confirm").FillAsync("seal");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Seal the vault" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await _witness.SeesAsync("Sealed");
        await _console.KillAsync();
        await _console.StartAsync(Ct);
    }

    private async Task UnsealAfterRestartAsync(Dictionary<Person, string> oldShares)
    {
        string path = await NewHolders[0].FindUnsealAsync();
        await NewHolders[0].SubmitAsync(path, oldShares[NewHolders[0]]);
        await Expect(NewHolders[0].Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("replaced on");
        await _witness.OpenAsync(path);
        for (int i = 0; i < 4; i++)
        {
            await NewHolders[i].SubmitAsync(path);
            await _witness.SeesBarAsync(i + 1, 4);
        }

        await _witness.SeesAsync("Unsealed");
        await _ada.OpenAsync("/");
        await _ada.SeesAsync("Unsealed");
    }

    // Every share of the day, in every form: in no frame in either direction, its holder's included; in no page, no browser's
    // storage, no file of the console and no line of its output.
    private async Task NoShareIsAnywhereButOnPaperAsync(Dictionary<Person, string> oldShares)
    {
        string[] shares = [.. oldShares.Values, .. NewHolders.Select(p => p.Share)];
        Assert.Equal(12, shares.Distinct().Count());
        Assert.All(shares, share => Assert.Equal(33, Convert.FromBase64String(share).Length));
        IReadOnlyList<Canary> canaries = [.. shares.Select(Canary.OfShare)];
        foreach (Person person in Everybody())
        {
            Assert.Empty((await person.EverythingAsync()).SelectMany(place => canaries.Where(c => c.IsIn(place.Bytes)).Select(c => $"{person.Name}, {place.Name}: {c}")));
        }

        Assert.Empty(_console.Everything().SelectMany(place => canaries.Where(c => c.IsIn(place.Bytes)).Select(c => $"{place.Name}: {c}")));

        // The search finds what is there: the reason of the rekey is in frames, pages and files; a share that is typed is in the page.
        Canary reason = Canary.OfText("Ben leaves the team");
        Assert.Contains(await _witness.EverythingAsync(), place => place.Name == "received" && reason.IsIn(place.Bytes));
        Assert.Contains(_console.Everything(), place => reason.IsIn(place.Bytes));
        await _ada.OpenAsync("/secrets");
        await _ada.PressAsync("Write a secret");
        await _ada.Page.GetByLabel("Value", new() { Exact = true }).FillAsync(_ada.Share);
        Assert.Contains(await _ada.EverythingAsync(), place => place.Name == "page" && Canary.OfShare(_ada.Share).IsIn(place.Bytes));
    }

    // While the server is away, browsers complain that they cannot reach it.
    private static bool IsOfTheRestart(string complaint) =>
        complaint.Contains("ERR_CONNECTION_REFUSED", StringComparison.Ordinal)
        || complaint.Contains("WebSocket", StringComparison.Ordinal)
        || complaint.Contains("Connection disconnected", StringComparison.Ordinal)
        || complaint.Contains("Failed to", StringComparison.Ordinal);
}
