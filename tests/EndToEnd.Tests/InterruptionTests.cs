using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>What goes wrong on ordinary days: wrong shares, impatient clicks, second tabs, reloads, power cuts, second thoughts.</summary>
public sealed class InterruptionTests(Browser browser) : IAsyncLifetime
{
    private static readonly string[] Pages =
    [
        "/", "/ceremonies", "/ceremonies/new?kind=rekey", "/shares", "/holders", "/keys", "/secrets", "/people", "/audit", "/account", "/devices", "/join/nothing",
    ];

    private readonly Company _company = new(browser);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _company.GatherAsync(Ct);

    public ValueTask DisposeAsync() => _company.DisposeAsync();

    [Fact]
    public async Task A_rekey_that_everything_happens_to_ends_with_the_old_shares_valid()
    {
        (Person ada, Person ben, Person ines, Person mara) = (_company.Ada, _company.Ben, _company.Ines, _company.Mara);
        string path = await ada.StartAsync("rekey", 2, [ben, ines, mara], "Once a year");
        await ines.OpenAsync("/");
        await RefuseASecondOneAsync(ada, path);

        await ines.SubmitAsync(path, mara.Share);
        await Expect(ines.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("but not yours");
        await SubmitImpatientlyAsync(ben, path);
        await ada.SeesBarAsync(1, 2);
        await InASecondTabAsync(ben, path, "Your share is in.");
        await ben.Page.ReloadAsync();
        await ben.SeesAsync("Your share is in.");

        await _company.CutPowerAsync(Ct);
        await ada.OpenAsync(path);
        await ada.SeesBarAsync(0, 2);
        await Company.UnsealAsync(ben, ines);
        await ben.SubmitAsync(path);
        await ines.SubmitAsync(path);
        await ada.SeesBarAsync(0, 3);

        await LoseTheNewShareAsync(ben, path);
        await _company.CutPowerAsync(Ct);
        await CancelAsync(ada, path);
        await Company.UnsealAsync(ben, mara);
    }

    [Fact]
    public async Task Every_page_is_accessible_and_fits_a_small_phone()
    {
        Person ada = _company.Ada;
        List<string> problems = [];
        foreach (string path in Pages)
        {
            await ada.OpenAsync(path);
            await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await ada.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            AxeResult result = await ada.Page.RunAxe();
            problems.AddRange(result.Violations.Select(v => $"{path}: {v.Id} at {v.Nodes[0].Html}"));
        }

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
        await ada.Page.SetViewportSizeAsync(320, 640);
        foreach (string path in Pages)
        {
            await ada.OpenAsync(path);
            await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            Assert.Equal(0, await ada.Page.EvaluateAsync<int>("() => Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
        }
    }

    private static async Task RefuseASecondOneAsync(Person ada, string path)
    {
        await ada.OpenAsync("/ceremonies/new?kind=rekey");
        await ada.SeesAsync("A ceremony is open already.");
        await ada.OpenAsync(path);
    }

    private static async Task SubmitImpatientlyAsync(Person holder, string path)
    {
        await holder.OpenAsync(path);
        await holder.Page.GetByLabel("Yes, we compared them").CheckAsync();
        await holder.Page.GetByLabel("Your share", new() { Exact = true }).FillAsync(holder.Share);
        await holder.Page.GetByRole(AriaRole.Button, new() { Name = "Submit my share" }).DblClickAsync();
        await holder.SeesAsync("Your share is in.");
    }

    private static async Task InASecondTabAsync(Person holder, string path, string text)
    {
        IPage second = await holder.Page.Context.NewPageAsync();
        await second.GotoAsync(path);
        await Expect(second.GetByText(text).First).ToBeVisibleAsync();
        await second.CloseAsync();
    }

    // Shown once: not in a second tab, not after a reload. Its holder did not write it down.
    private static async Task LoseTheNewShareAsync(Person holder, string path)
    {
        await holder.GoToAsync(path);
        await holder.Page.GetByLabel("I am alone").CheckAsync();
        await holder.Page.GetByLabel("I have something to keep it in").CheckAsync();
        await holder.PressAsync("Show my share");
        await Expect(holder.Page.Locator("[data-share]")).ToContainTextAsync("••••");
        await InASecondTabAsync(holder, path, "Your new share was shown, once");
        holder.Page.Dialog += (_, leave) => leave.AcceptAsync();
        await holder.Page.ReloadAsync();
        await holder.SeesAsync("Your new share was shown, once");
        await Expect(holder.Page.GetByRole(AriaRole.Button, new() { Name = "Show my share" })).ToHaveCountAsync(0);
        await holder.PressAsync("I have lost it…");
        await holder.PressAsync("Report it as lost");
        await holder.SeesAsync("You said that your share is lost");
    }

    private static async Task CancelAsync(Person ada, string path)
    {
        await ada.OpenAsync(path);
        await ada.PressAsync("Cancel…");
        ILocator dialog = ada.Dialog();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel the ceremony" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Give a reason");
        await dialog.GetByLabel("Reason").FillAsync("Ben has lost the new share");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel the ceremony" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await ada.SeesAsync("Cancelled");
    }
}
