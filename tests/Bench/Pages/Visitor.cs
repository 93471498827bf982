using Microsoft.Playwright;

namespace KeyCeremonyConsole.Bench.Pages;

/// <summary>Somebody with a browser.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Visitor(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Visitor> ArriveAsync(string chromium)
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        return new Visitor(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        }));
    }

    /// <summary>A browser without memory, signed in where a cookie is given.</summary>
    public async Task<IBrowserContext> BeginAsync(ServerProcess server, SignedInCookie? cookie)
    {
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = server.Address });
        if (cookie is not null)
        {
            await context.AddCookiesAsync([new Cookie { Name = cookie.Name, Value = cookie.Value, Url = server.Address }]);
        }

        return context;
    }

    /// <summary>Milliseconds from the beginning of the navigation until the text is on the page.</summary>
    public static async Task<double> OpenAsync(IPage page, string path, string text)
    {
        await page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        IJSHandle shown = await page.WaitForFunctionAsync(
            "text => document.body?.innerText.includes(text) ? performance.now() : 0", text);
        return await shown.JsonValueAsync<double>();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
