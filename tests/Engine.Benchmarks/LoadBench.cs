using System.Diagnostics;
using KeyCeremonyConsole.Bench;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Benchmarks;

/// <summary>Reading and writing while keys are rotated and shares are dealt anew, against the same without that.</summary>
internal static class LoadBench
{
    private const int Rounds = 20;
    private const int Requests = 3000;

    // Far more often than people start these by hand.
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    public static async Task<List<Result>> RunAsync()
    {
        await using Vault vault = await Vault.OpenAsync(2 * Rounds * Requests);
        await PutAsync(vault, "secret/read");
        await LoadAsync(vault);
        List<double> quiet = [];
        List<double> busy = [];
        int changes = 0;
        for (int i = 0; i < Rounds; i++) // In turns: what else the machine does then falls on both.
        {
            quiet.AddRange(await LoadAsync(vault));
            using var done = new CancellationTokenSource();
            Task<int> changing = ChangeAsync(vault, done.Token);
            busy.AddRange(await LoadAsync(vault));
            await done.CancelAsync();
            changes += await changing;
        }

        Console.WriteLine($"{changes} rotations and rekeys during {busy.Count} requests, none of which failed");
        return [new Result("reads and writes during rotations and rekeys, against none, p99", P99(busy), P99(quiet), "ms", 1.2)];
    }

    // One after the other: half of them read, half write. Any refusal throws.
    private static async Task<List<double>> LoadAsync(Vault vault)
    {
        List<double> times = [];
        for (int i = 0; i < Requests; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            if (i % 2 == 0)
            {
                byte[] record = (await vault.Store.GetAsync("secret/read", CancellationToken.None))!;
                vault.Engine.Decrypt("secret/read", record).Dispose();
            }
            else
            {
                await PutAsync(vault, $"secret/{i}");
            }

            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return times;
    }

    private static async Task PutAsync(Vault vault, string path)
    {
        RecordChange? record;
        while (!vault.Engine.TryEncrypt(path, new byte[1024], out record))
        {
            await vault.ChangeAsync(engine => Task.FromResult(engine.PrepareReservation()));
        }

        await vault.Store.CommitAsync(Vault.Note(record), CancellationToken.None);
    }

    private static async Task<int> ChangeAsync(Vault vault, CancellationToken done)
    {
        int changes = 0;
        while (!done.IsCancellationRequested)
        {
            await (changes % 2 == 0 ? vault.ChangeAsync(engine => Task.FromResult<PreparedChange>(engine.PrepareRotate())) : vault.RekeyAsync());
            changes++;
            await Task.Delay(Between, CancellationToken.None);
        }

        return changes;
    }

    private static double P99(List<double> times) => times.Order().ElementAt(times.Count * 99 / 100);
}
