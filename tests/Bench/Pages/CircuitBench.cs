using System.Globalization;
using Microsoft.Playwright;

namespace KeyCeremonyConsole.Bench.Pages;

/// <summary>
/// What one more open page costs the server: managed heap after a full collection, page by page in steps. The median
/// step counts, for a cache that is trimmed or grows once in a run would move the mean by a third.
/// </summary>
internal sealed class CircuitBench(Places places, Seeded seeded, Visitor visitor)
{
    private const int WarmUp = 4;
    private const int Steps = 8;
    private const int PagesPerStep = 8;
    private const double Target = 1.5;

    public async Task<Result> RunAsync()
    {
        double ours;
        using (ServerProcess console = await ServerProcess.StartAsync(places.Console, "/sign-in", "--data", seeded.Data))
        {
            ours = await MeasureAsync("ceremony page", console, seeded.Cookie, page => Visitor.OpenAsync(page, $"/ceremonies/{seeded.Unseal}", "Holder 1"));
        }

        using ServerProcess template = await ServerProcess.StartAsync(places.Template, "/");
        double counter = await MeasureAsync("counter page", template, null, CountAsync);
        return new Result("memory of one open page: ceremony against the template's counter", ours, counter, "KiB", Target);
    }

    private async Task<double> MeasureAsync(string what, ServerProcess server, SignedInCookie? cookie, Func<IPage, Task> open)
    {
        await using IBrowserContext browser = await visitor.BeginAsync(server, cookie);
        await OpenAsync(browser, WarmUp, open);
        List<double> heap = [(await server.MemoryAsync()).Heap];
        for (int step = 0; step < Steps; step++)
        {
            await OpenAsync(browser, PagesPerStep, open);
            heap.Add((await server.MemoryAsync()).Heap);
        }

        Sample growth = new();
        growth.Add(heap.Skip(1).Zip(heap, (after, before) => after - before));
        double each = growth.Median / PagesPerStep;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {each:0.0} KiB each; heap in steps of {PagesPerStep} pages: {string.Join(", ", heap.Select(kib => $"{kib / 1024:0.0}"))} MiB"));
        return each;
    }

    private static async Task OpenAsync(IBrowserContext browser, int pages, Func<IPage, Task> open)
    {
        for (int i = 0; i < pages; i++)
        {
            await open(await browser.NewPageAsync());
        }
    }

    // It is prerendered; only when it counts is its circuit there.
    private static async Task CountAsync(IPage page)
    {
        await page.GotoAsync("/counter");
        do
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Click me" }).ClickAsync();
            await page.WaitForTimeoutAsync(20);
        }
        while (await page.GetByText("Current count: 0").IsVisibleAsync());
    }
}
