using System.Diagnostics;
using KeyCeremonyConsole.Web.Live;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace KeyCeremonyConsole.Bench.FanOut;

/// <summary>Many hub clients, and when each of them saw the step that is waited for.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int ConnectAtOnce = 25;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HubConnection[] _clients;
    private readonly long[] _seen;
    private int _version;
    private int _missing;
    private TaskCompletionSource _all = new();

    private Crowd(int size) => (_clients, _seen) = (new HubConnection[size], new long[size]);

    /// <param name="size">How many clients.</param>
    /// <param name="address">Of the hub.</param>
    /// <param name="personOf">Whom client n is signed in as.</param>
    /// <param name="join">What each does once it is connected.</param>
    public static async Task<Crowd> GatherAsync(int size, string address, Func<int, string> personOf, Func<HubConnection, Task> join)
    {
        Crowd crowd = new(size);
        await Parallel.ForAsync(0, size, new ParallelOptions { MaxDegreeOfParallelism = ConnectAtOnce }, async (n, ct) =>
        {
            HubConnection client = new HubConnectionBuilder()
                .WithUrl(address, HttpTransportType.WebSockets, http =>
                {
                    http.SkipNegotiation = true;
                    http.Headers[HeaderSignIn.Header] = personOf(n);
                })
                .Build();
            client.On<CeremonyProgress>(nameof(ICeremonyClient.CeremonyMoved), progress => crowd.Note(n, progress.Version));
            crowd._clients[n] = client;
            await client.StartAsync(ct);
            await join(client);
        });
        return crowd;
    }

    /// <summary>From now on this version is waited for.</summary>
    public void Expect(int version)
    {
        _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _missing = _clients.Length;
        Volatile.Write(ref _version, version);
    }

    /// <returns>When each client saw it.</returns>
    public async Task<long[]> SeenAsync()
    {
        await _all.Task.WaitAsync(Patience);
        return _seen;
    }

    public async ValueTask DisposeAsync() =>
        await Parallel.ForEachAsync(_clients, async (client, _) => await client.DisposeAsync());

    private void Note(int n, int version)
    {
        if (version == Volatile.Read(ref _version))
        {
            _seen[n] = Stopwatch.GetTimestamp();
            if (Interlocked.Decrement(ref _missing) == 0)
            {
                _all.SetResult();
            }
        }
    }
}
