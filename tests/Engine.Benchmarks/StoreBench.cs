using System.Diagnostics;
using KeyCeremonyConsole.Bench;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Benchmarks;

/// <summary>A secret encrypted and stored with its audit entry, durably, against one row inserted durably by nothing but SQLite.</summary>
internal static class StoreBench
{
    private const int Writers = 64;
    private const int Rounds = 300;
    private const int EachWriter = 10;
    private const int GroupRounds = 9;

    public static async Task<List<Result>> RunAsync()
    {
        await using Vault vault = await Vault.OpenAsync((Rounds * 2) + ((GroupRounds + 2) * Writers * EachWriter));
        using var bare = new BareTable();
        byte[] value = new byte[1024];
        List<double> ours = [];
        List<double> theirs = [];
        for (int i = -50; i < Rounds; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            await PutAsync(vault, $"secret/{i}", value);
            long between = Stopwatch.GetTimestamp();
            bare.Insert($"secret/{i}", value);
            if (i >= 0)
            {
                ours.Add(Stopwatch.GetElapsedTime(begun, between).TotalMilliseconds);
                theirs.Add(Stopwatch.GetElapsedTime(between).TotalMilliseconds);
            }
        }

        double single = Median(theirs);
        return
        [
            new Result("durable put, one writer, against a bare insert, median", Median(ours), single, "ms", 1 / 0.7),
            new Result($"durable put, {Writers} writers, time for each, against a bare insert", await TogetherAsync(vault, value), single, "ms", 1 / 5.0),
        ];
    }

    // Several rounds, for what else the machine does falls on some of them.
    private static async Task<double> TogetherAsync(Vault vault, byte[] value)
    {
        List<double> rounds = [];
        for (int round = -2; round < GroupRounds; round++)
        {
            long begun = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
            {
                for (int i = 0; i < EachWriter; i++)
                {
                    await PutAsync(vault, $"secret/{round}/{writer}/{i}", value);
                }
            }));
            if (round >= 0)
            {
                rounds.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds / (Writers * EachWriter));
            }
        }

        return Median(rounds);
    }

    private static Task PutAsync(Vault vault, string path, byte[] value) =>
        vault.Engine.TryEncrypt(path, value, out RecordChange? record)
            ? vault.Store.CommitAsync(Vault.Note(record), CancellationToken.None)
            : throw new InvalidOperationException("More encryptions than were reserved.");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
