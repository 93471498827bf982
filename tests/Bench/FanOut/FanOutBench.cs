using System.Diagnostics;
using System.Globalization;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Live;
using Microsoft.AspNetCore.SignalR.Client;

namespace KeyCeremonyConsole.Bench.FanOut;

//
//  Ours:    SubmitShare.RunAsync → … → committed → IConsoleFeed.Announce ══▶ FeedRelay → group → each client's handler
//  Against:                                          Clients.All.CeremonyMoved ════════════════▶ each client's handler
//
//  The double line is what is timed. Same process, same sockets, same payload; the two take turns.
//

/// <summary>How long after a share was accepted (and stored) everybody has seen it.</summary>
internal sealed class FanOutBench : IAsyncDisposable
{
    private const int ConnectionsOfWatcher = 40; // Below what the hub allows one person.
    private const double Target = 1.5;

    private readonly ConsoleHost _console;
    private readonly BareHost _bare;
    private readonly Cast _cast;
    private readonly Ceremony _unseal;
    private readonly IDisposable _subscription;
    private long _announced;
    private CeremonyProgress? _payload;

    private FanOutBench(ConsoleHost console, BareHost bare, Cast cast, Ceremony unseal)
    {
        (_console, _bare, _cast, _unseal) = (console, bare, cast, unseal);
        _subscription = console.Get<IConsoleFeed>().Subscribe(Note);
    }

    public static async Task<FanOutBench> StartAsync(string data)
    {
        ConsoleHost console = await ConsoleHost.StartAsync(data);
        Cast cast = await Cast.GatherAsync(console.Services, 1000 / ConnectionsOfWatcher);
        IReadOnlyList<Ceremony> open = await console.Get<IConsoleStore>().ListOpenCeremoniesAsync(CancellationToken.None);
        return new FanOutBench(console, await BareHost.StartAsync(), cast, open.Single(c => c.Kind is CeremonyKind.Unseal));
    }

    public async Task<Result> RunAsync(int clients, int rounds)
    {
        await using Crowd ours = await Crowd.GatherAsync(
            clients,
            _console.Address + HubSetup.Path,
            n => _cast.Watchers[n / ConnectionsOfWatcher].Id.Value,
            client => client.InvokeAsync("WatchCeremony", _unseal.Id.Value));
        await using Crowd others = await Crowd.GatherAsync(
            clients, _bare.Address + BareHost.Path, _ => "", _ => Task.CompletedTask);

        await RoundsAsync(ours, others, rounds / 5, new Times()); // Warm-up, not counted.
        Times times = new();
        await RoundsAsync(ours, others, rounds, times);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{clients} clients, {rounds} shares: medians {times.Ours.Median:0.00} ms ours, {times.Bare.Median:0.00} ms bare; p99 with the commit {times.WithCommit.P99:0.00} ms (median {times.WithCommit.Median:0.00})"));
        return new Result($"share accepted -> seen by {clients} hub clients, p99", times.Ours.P99, times.Bare.P99, "ms", Target);
    }

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await _bare.DisposeAsync();
        await _console.DisposeAsync();
    }

    private async Task RoundsAsync(Crowd ours, Crowd others, int rounds, Times times)
    {
        for (int round = 0; round < rounds; round++)
        {
            PersonId holder = _cast.Submitters[round % (Cast.Threshold - 1)];
            if (round % (Cast.Threshold - 1) == 0)
            {
                await BeginAgainAsync(ours);
            }

            await OursAsync(ours, holder, times);
            await BareAsync(others, times);
        }
    }

    // Never the threshold: the same ceremony begins a new attempt, as if an administrator had asked for it. Everybody is
    // told of that as well; it must have arrived, or the share that is timed next would queue behind it.
    private async Task BeginAgainAsync(Crowd crowd)
    {
        crowd.Expect((await NowAsync()).Version + 1);
        Cast.Must(await _console.Get<EndCeremony>().CancelAsync(_cast.Administrator.Id, _unseal.Id, "Next round.", CancellationToken.None));
        await crowd.SeenAsync();
    }

    private async Task<Ceremony> NowAsync() =>
        (await _console.Get<IConsoleStore>().FindCeremonyAsync(_unseal.Id, CancellationToken.None))!;

    private async Task OursAsync(Crowd crowd, PersonId holder, Times times)
    {
        Ceremony now = await NowAsync();
        string fingerprint = Fingerprint.Of(now).Full;
        crowd.Expect(now.Version + 1);
        long begun = Stopwatch.GetTimestamp();
        Cast.Must(await _console.Get<SubmitShare>().RunAsync(holder, now.Id, fingerprint, _cast.ShareOf(holder, now), CancellationToken.None));
        long[] seen = await crowd.SeenAsync();
        times.Ours.Add(seen.Select(at => Sample.Milliseconds(_announced, at)));
        times.WithCommit.Add(seen.Select(at => Sample.Milliseconds(begun, at)));
    }

    private async Task BareAsync(Crowd crowd, Times times)
    {
        crowd.Expect(_payload!.Version);
        long begun = Stopwatch.GetTimestamp();
        await _bare.SendAsync(_payload);
        times.Bare.Add((await crowd.SeenAsync()).Select(at => Sample.Milliseconds(begun, at)));
    }

    private void Note(ConsoleEvent moved)
    {
        if (moved is CeremonyMoved { View: { } view } && view.Ceremony.Id == _unseal.Id)
        {
            _announced = Stopwatch.GetTimestamp();
            _payload = CeremonyProgress.Of(view);
        }
    }

    private sealed record Times
    {
        public Sample Ours { get; } = new();

        public Sample Bare { get; } = new();

        public Sample WithCommit { get; } = new();
    }
}
