using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>What people do, in the words of the pages.</summary>
internal static class Acts
{
    public static async Task SetUpAsync(this Person person, string code)
    {
        await person.OpenAsync("/");
        await Expect(person.Page).ToHaveURLAsync(new Regex("/setup$"));
        await person.Page.GetByLabel("Set-up code").FillAsync(code);
        await person.Page.GetByLabel("Your name").FillAsync(person.Name);
        await person.Page.GetByLabel("Sign-in name").FillAsync(person.SignInName);
        await person.ChoosePasswordAsync("Password", "Set up with the password");
        await person.SeesAsync("Overview");
    }

    /// <summary>The administrator adds somebody and is given the invitation link.</summary>
    public static async Task<string> InviteAsync(this Person admin, Person guest)
    {
        await admin.GoAsync("People");
        await admin.PressAsync("Add a person");
        ILocator dialog = admin.Dialog();
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync(guest.Name);
        await dialog.GetByLabel("Sign-in name").FillAsync(guest.SignInName);
        await dialog.GetByLabel(new Regex("Key holder|Holder")).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add and make an invitation" }).ClickAsync();
        await admin.SeesAsync($"Send {guest.Name} this link");
        string link = await admin.Page.Locator("#invitation-link").InnerTextAsync();
        await admin.PressAsync("Done, put it away");
        return link.Trim();
    }

    public static async Task AcceptAsync(this Person guest, string link)
    {
        await guest.Page.GotoAsync(link);
        await guest.ChoosePasswordAsync("Choose a password", "Set the password and sign in");
        await guest.SeesAsync("What needs you");
        await guest.UseThisDeviceAsync(); // Offered at the first sign-in.
    }

    /// <summary>Makes the browser one that new shares are sealed to.</summary>
    public static async Task UseThisDeviceAsync(this Person person)
    {
        ILocator offer = person.Page.GetByRole(AriaRole.Button, new() { Name = "Use this device", Exact = true });
        await offer.ClickAsync();
        await Expect(offer).ToHaveCountAsync(0);
    }

    public static async Task RemoveAsync(this Person admin, Person other)
    {
        await admin.GoAsync("People");
        await admin.PressAsync($"Remove {other.Name}");
        await admin.Dialog().GetByRole(AriaRole.Button, new() { Name = $"Remove {other.Name}" }).ClickAsync();
        await admin.SeesAsync("One person was removed");
    }

    public static async Task SignInAsync(this Person person)
    {
        await person.Page.GetByLabel("Sign-in name").FillAsync(person.SignInName);
        await person.Page.GetByLabel("Password").FillAsync(Person.Password);
        await person.PressAsync("Sign in");
    }

    /// <summary>The administrator starts a ceremony for these holders; gives its path.</summary>
    public static async Task<string> StartAsync(
        this Person admin, string kind, int threshold, IReadOnlyList<Person> holders, string reason)
    {
        await admin.OpenAsync($"/ceremonies/new?kind={kind}");
        await admin.Page.GetByLabel("Shares (N)").FillAsync($"{holders.Count}");
        if (holders.Count > 1) // Else there is nothing to choose.
        {
            await admin.Page.GetByLabel("Threshold (T)").FillAsync($"{threshold}");
        }

        await admin.SeesAsync(holders.Count > 1 ? $"Any {threshold} of these {holders.Count} people" : "One person alone can open it.");
        await admin.ChooseAsync(holders);

        await admin.Page.GetByLabel("Reason").FillAsync(reason);
        await admin.PressAsync("Review");
        await admin.PressAsync(kind == "rekey" ? "Start the rekey" : "Initialise the vault");
        await Expect(admin.Page).ToHaveURLAsync(new Regex("/ceremonies/[0-9a-f-]{36}$"));
        return new Uri(admin.Page.Url).AbsolutePath;
    }

    /// <summary>A rekey begins with the holders of today: they are gone before others are chosen, or a choice made already would be undone.</summary>
    private static async Task ChooseAsync(this Person admin, IReadOnlyList<Person> holders)
    {
        ILocator list = admin.Page.GetByRole(AriaRole.List, new() { Name = "Key holders" });
        await admin.PressAsync("Clear");
        await Expect(list.GetByRole(AriaRole.Checkbox, new() { Checked = true })).ToHaveCountAsync(0);
        foreach (Person holder in holders)
        {
            await list.GetByRole(AriaRole.Checkbox, new() { Name = holder.Name }).CheckAsync();
        }
    }

    /// <summary>A new holder is shown their share, writes it down and says so.</summary>
    public static async Task CollectAsync(this Person holder, string ceremony)
    {
        await holder.GoToAsync(ceremony);
        await holder.Page.GetByLabel("I am alone").CheckAsync();
        await holder.Page.GetByLabel("I have something to keep it in").CheckAsync();
        await holder.PressAsync("Show my share");
        ILocator shown = holder.Page.Locator("[data-share]");
        await Expect(shown).ToContainTextAsync("••••"); // Veiled until its holder wants to look.
        await holder.PressAsync("Keep it visible");
        await Expect(shown).ToHaveTextAsync(new Regex("^[A-Za-z0-9+/]{43}[A-Za-z0-9+/=]$"));
        holder.Share = Regex.Replace(await shown.InnerTextAsync(), @"\s", "");
        await holder.PressAsync("I have stored it");
        await holder.SeesAsync("Prove your new share");
    }

    public static async Task ProveAsync(this Person holder)
    {
        await holder.Page.GetByLabel(new Regex("^Your new share, number")).FillAsync(holder.Share);
        await holder.PressAsync("Prove it");
        await holder.SeesAsync("and have proved it");
    }

    /// <summary>Compares the words and submits a share, the holder's own unless another is given.</summary>
    public static async Task SubmitAsync(this Person holder, string ceremony, string? share = null)
    {
        await holder.GoToAsync(ceremony);
        ILocator compared = holder.Page.GetByLabel("Yes, we compared them");
        await compared.WaitForAsync();
        if (!await compared.IsCheckedAsync())
        {
            await compared.CheckAsync();
        }

        ILocator field = holder.Page.GetByLabel("Your share", new() { Exact = true });
        ILocator open = holder.Page.GetByRole(AriaRole.Button, new() { Name = "Enter my share" });
        await field.Or(open).WaitForAsync();
        if (await open.IsVisibleAsync())
        {
            await open.ClickAsync();
        }

        await field.FillAsync(share ?? holder.Share);
        await holder.PressAsync("Submit my share");
    }

    /// <summary>The dialog that is open, beside which it may be asked for a proof.</summary>
    public static ILocator Dialog(this Person person) =>
        person.Page.GetByRole(AriaRole.Dialog).Filter(new() { HasNotText = "This needs a fresh proof" });

    public static Task PressAsync(this Person person, string button) =>
        person.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

    public static Task SeesAsync(this Person person, string text) =>
        Expect(person.Page.GetByText(text).First).ToBeVisibleAsync();

    /// <summary>The bar as it is announced: "2 of 3 shares".</summary>
    public static Task SeesBarAsync(this Person person, int received, int required) =>
        Expect(person.Page.GetByRole(AriaRole.Progressbar).First)
            .ToHaveAttributeAsync("aria-valuetext", $"{received} of {required} shares");

    /// <summary>To where the navigation's entry leads.</summary>
    public static async Task GoAsync(this Person person, string entry)
    {
        ILocator link = person.Page.GetByRole(AriaRole.Navigation).First.GetByRole(AriaRole.Link, new() { Name = entry }).First;
        await person.OpenAsync((await link.GetAttributeAsync("href"))!);
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
    }

    /// <summary>Opens the page unless it is open already: then it must be up to date by itself.</summary>
    public static async Task GoToAsync(this Person person, string path)
    {
        if (new Uri(person.Page.Url).AbsolutePath != path)
        {
            await person.OpenAsync(path);
        }
    }

    /// <summary>The unseal ceremony, from the overview.</summary>
    public static async Task<string> FindUnsealAsync(this Person holder)
    {
        await holder.OpenAsync("/");
        await holder.Page.GetByRole(AriaRole.Heading, new() { Level = 2 }).GetByRole(AriaRole.Link, new() { Name = "Unseal" }).ClickAsync();
        await Expect(holder.Page).ToHaveURLAsync(new Regex("/ceremonies/[0-9a-f-]{36}$"));
        return new Uri(holder.Page.Url).AbsolutePath;
    }

    private static async Task ChoosePasswordAsync(this Person person, string label, string verb)
    {
        await person.Page.GetByText("Use a password instead").ClickAsync();
        await person.Page.GetByLabel(label, new() { Exact = true }).FillAsync(Person.Password);
        await person.Page.GetByLabel("Password, once more").FillAsync(Person.Password);
        await person.PressAsync(verb);
    }
}
