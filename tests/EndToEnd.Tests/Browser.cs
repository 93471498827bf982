using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(KeyCeremonyConsole.EndToEnd.Tests.Browser))]

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>One headless Chromium for all tests; each person gets a context of their own.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Milliseconds that a person waits for what should come, on a machine that is busy with other tests.</summary>
    public const float Patience = 60_000;

    private IPlaywright? _playwright;

    public IBrowser Chromium { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        Chromium = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Chromium.DisposeAsync();
        _playwright?.Dispose();
    }
}
