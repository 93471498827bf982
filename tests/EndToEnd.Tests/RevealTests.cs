using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>One share, one reveal: over tabs, devices, reloads and restarts. Only the holder's own device can open it.</summary>
public sealed class RevealTests(Browser browser) : IAsyncLifetime
{
    private const int Tabs = 4;

    private readonly Company _company = new(browser);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _company.GatherAsync(Ct);

    public ValueTask DisposeAsync() => _company.DisposeAsync();

    [Fact]
    public async Task Of_many_tabs_and_two_devices_at_once_exactly_one_shows_the_share_and_a_stranger_device_none()
    {
        (Person ada, Person ben, Person ines, Person mara) = (_company.Ada, _company.Ben, _company.Ines, _company.Mara);
        await using Person laptop = await Person.ArriveAsync(browser.Chromium, "Ben", _company.Console.Address);
        await laptop.OpenAsync("/devices");
        await laptop.SignInAsync();
        await laptop.UseThisDeviceAsync();
        string path = await ada.StartAsync("rekey", 2, [ben, ines, mara], "Once a year");

        // A device that comes now is seen by everybody, and receives nothing.
        await mara.OpenAsync(path);
        await using Person stranger = await Person.ArriveAsync(browser.Chromium, "Ben", _company.Console.Address);
        await stranger.OpenAsync("/devices");
        await stranger.SignInAsync();
        await stranger.UseThisDeviceAsync();
        await mara.SeesAsync("Ben added a device after this ceremony began");
        await Expect(mara.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Accept ") })).ToHaveCountAsync(0);

        await ben.SubmitAsync(path);
        await ines.SubmitAsync(path);
        await ada.SeesBarAsync(0, 3);
        await stranger.OpenAsync(path);
        await ReadyAsync(stranger.Page);
        await stranger.PressAsync("Show my share");
        await stranger.SeesAsync("was sealed before this device was one of yours");

        List<IPage> pages = [ben.Page, laptop.Page];
        while (pages.Count < Tabs)
        {
            pages.Add(await ben.Page.Context.NewPageAsync());
        }

        await Task.WhenAll(pages.Select(async page =>
        {
            await page.GotoAsync(path);
            await ReadyAsync(page);
        }));

        // Not a mouse click: that waits until a tab in the background is drawn, which may be never. And each on the button that is there
        // now: where another tab was faster, it has gone by then, and nobody waits for it.
        IElementHandle[] buttons = await Task.WhenAll(pages.Select(page => page.GetByRole(AriaRole.Button, new() { Name = "Show my share" }).ElementHandleAsync()));
        await Task.WhenAll(buttons.Select(button => button.DispatchEventAsync("click")));

        await Task.WhenAll(pages.Select(page => Expect(page.GetByText(new Regex("is on your screen, this once|was shown, once")).First).ToBeVisibleAsync()));
        bool[] shown = await Task.WhenAll(pages.Select(async page => await page.Locator("[data-share] span").CountAsync() > 0));
        Assert.Single(shown, true);

        // Nor after a restart, whoever asks.
        await _company.CutPowerAsync(Ct);
        await laptop.OpenAsync(path);
        await laptop.SeesAsync("was shown, once");
        await Expect(laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Show my share" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_has_no_device_is_named_before_a_ceremony_begins()
    {
        (Person ada, Person ben, Person ines, Person mara) = (_company.Ada, _company.Ben, _company.Ines, _company.Mara);
        await mara.OpenAsync("/devices");
        await mara.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Remove .*…$") }).ClickAsync();
        await mara.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Remove .*[^…]$") }).ClickAsync();
        await mara.SeesAsync("You have no device yet");

        await ada.OpenAsync("/ceremonies/new?kind=rekey");
        await Expect(ada.Page.GetByRole(AriaRole.List, new() { Name = "Key holders" }).GetByText("no device yet")).ToBeVisibleAsync();

        await mara.UseThisDeviceAsync();
        string path = await ada.StartAsync("rekey", 2, [ben, ines, mara], "Once a year");
        await ben.SubmitAsync(path);
        await ines.SubmitAsync(path);
        await mara.CollectAsync(path);
        await mara.ProveAsync();
    }

    private static async Task ReadyAsync(IPage page)
    {
        await page.GetByLabel("I am alone").CheckAsync();
        await page.GetByLabel("I have something to keep it in").CheckAsync();
    }
}
