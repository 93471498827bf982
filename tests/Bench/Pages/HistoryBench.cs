using System.Diagnostics;
using System.Globalization;
using KeyCeremonyConsole.Bench.FanOut;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.Playwright;

namespace KeyCeremonyConsole.Bench.Pages;

/// <summary>
/// Pages of a console with a long past against one with a short past, each opened anew in a browser by somebody who is
/// signed in, until their newest entry can be read. The pages are interactive: a GET alone would fetch an empty shell.
/// </summary>
internal sealed class HistoryBench(Places places, Visitor visitor)
{
    private const int Rounds = 15;
    private const double Target = 1.2;

    public async Task<IReadOnlyList<Result>> RunAsync()
    {
        Seeded few = await Seeded.MakeAsync(places);
        Seeded many = await Seeded.MakeAsync(places);
        LongHistory.Write(few.Data, entries: 100, ceremonies: 10);
        LongHistory.Write(many.Data, entries: 1_000_000, ceremonies: 1_000);
        await TellQueriesAsync(few, many);

        using ServerProcess little = await ServerProcess.StartAsync(places.Console, "/sign-in", "--data", few.Data);
        using ServerProcess large = await ServerProcess.StartAsync(places.Console, "/sign-in", "--data", many.Data);
        await using IBrowserContext of100 = await visitor.BeginAsync(little, few.Cookie);
        await using IBrowserContext of1M = await visitor.BeginAsync(large, many.Cookie);
        IPage short100 = await of100.NewPageAsync();
        IPage long1M = await of1M.NewPageAsync();
        return
        [
            await CompareAsync("audit page opened: 10^6 entries against 100, median", "/audit", LongHistory.Actor, long1M, short100),
            await CompareAsync("ceremonies page opened: 1,000 ended and 10^6 entries against 10 and 100, median", "/ceremonies", LongHistory.Actor, long1M, short100),
        ];
    }

    private static async Task<Result> CompareAsync(string what, string path, string text, IPage ours, IPage against)
    {
        Sample many = new();
        Sample few = new();
        for (int round = -3; round < Rounds; round++)
        {
            await ours.BringToFrontAsync();
            double longer = await Visitor.OpenAsync(ours, path, text);
            await against.BringToFrontAsync();
            double shorter = await Visitor.OpenAsync(against, path, text);
            if (round >= 0)
            {
                many.Add(longer);
                few.Add(shorter);
            }
        }

        return new Result(what, many.Median, few.Median, "ms", Target);
    }

    // For information: the same without browser and page, where a slow query could not hide.
    private static async Task TellQueriesAsync(Seeded few, Seeded many)
    {
        (double audit100, double ended10) = await QueriesAsync(few);
        (double audit1M, double ended1000) = await QueriesAsync(many);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"queries alone, medians: audit {audit1M:0.00} ms of 10^6, {audit100:0.00} ms of 100; ended ceremonies {ended1000:0.00} ms of 1,000, {ended10:0.00} ms of 10"));
    }

    private static async Task<(double Audit, double Ended)> QueriesAsync(Seeded seeded)
    {
        await using ConsoleHost console = await ConsoleHost.StartAsync(seeded.Data);
        IConsoleStore store = console.Get<IConsoleStore>();
        Sample audit = new();
        Sample ended = new();
        for (int i = 0; i < 100; i++)
        {
            audit.Add(await TimeAsync(() => store.ReadAuditAsync(new AuditQuery(null, 50), CancellationToken.None)));
            ended.Add(await TimeAsync(() => store.ListEndedCeremoniesAsync(null, 10, CancellationToken.None)));
        }

        return (audit.Median, ended.Median);
    }

    private static async Task<double> TimeAsync(Func<Task> act)
    {
        long begun = Stopwatch.GetTimestamp();
        await act();
        return Sample.Milliseconds(begun, Stopwatch.GetTimestamp());
    }
}
