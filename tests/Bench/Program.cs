using KeyCeremonyConsole.Bench;
using KeyCeremonyConsole.Bench.FanOut;
using KeyCeremonyConsole.Bench.Pages;

// Figures of this machine, today; only the ratios mean something elsewhere. See bench.sh.
var places = Places.Of(args);
List<Result> results = [];
Seeded seeded = await Seeded.MakeAsync(places);

results.Add(await new StartBench(places, seeded).RunAsync());
await using (FanOutBench fanOut = await FanOutBench.StartAsync(places.NewData()))
{
    results.Add(await fanOut.RunAsync(clients: 100, rounds: 400));
    results.Add(await fanOut.RunAsync(clients: 1000, rounds: 400));
}

await using (Visitor visitor = await Visitor.ArriveAsync(places.Chromium))
{
    results.Add(await new CircuitBench(places, seeded, visitor).RunAsync());
    results.AddRange(await new HistoryBench(places, visitor).RunAsync());
}

Result.Print(results);
