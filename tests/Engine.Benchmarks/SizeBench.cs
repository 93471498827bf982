using System.Diagnostics;
using System.Security.Cryptography;
using KeyCeremonyConsole.Bench;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Benchmarks;

/// <summary>What a long life costs: a rotation after many, an unseal of a large store.</summary>
internal static class SizeBench
{
    private const int Terms = 10_000;
    private const int Records = 1_000_000;
    private const int Rounds = 25;

    public static async Task<List<Result>> RunAsync() => [.. await RotateAsync(), .. await StartAsync()];

    public static async Task<List<Result>> RotateAsync()
    {
        await using Vault few = await Vault.OpenAsync(0);
        double fromOne = await RotationsAsync(few);
        await using Vault many = await Vault.OpenAsync(0);
        await many.AddTermsAsync(Terms);
        double fromMany = await RotationsAsync(many);
        return
        [
            new Result($"rotate with {Terms} terms, against 1 to {Rounds}, median", fromMany, fromOne, "ms", 2),
            new Result("of that: nothing but SQLite, a row of the size of each keyring", await BareAsync(many), await BareAsync(few), "ms", 2),
        ];
    }

    // What it takes at least to store the keyring as the one record that it is upstream: written durably over the one before,
    // and read back.
    private static async Task<double> BareAsync(Vault vault)
    {
        byte[] keyring = (await vault.Store.GetAsync(RecordPaths.Keyring, CancellationToken.None))!;
        using var bare = new BareTable();
        bare.Insert(RecordPaths.Keyring, keyring);
        List<double> times = [];
        for (int i = 0; i < Rounds; i++)
        {
            RandomNumberGenerator.Fill(keyring);
            long begun = Stopwatch.GetTimestamp();
            bare.Replace(RecordPaths.Keyring, keyring);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return times.Order().ElementAt(Rounds / 2);
    }

    private static async Task<double> RotationsAsync(Vault vault)
    {
        List<double> times = [];
        for (int i = 0; i < Rounds; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            using PreparedRotation rotation = vault.Engine.PrepareRotate();
            await vault.SaveAsync(rotation);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return times.Order().ElementAt(Rounds / 2);
    }

    private static async Task<IEnumerable<Result>> StartAsync()
    {
        await using Vault small = await Vault.OpenAsync(0);
        await using Vault large = await Vault.OpenAsync(0);
        small.FillWithRecords(10);
        large.FillWithRecords(Records);
        List<double> ours = [];
        List<double> theirs = [];
        for (int i = 0; i < Rounds; i++)
        {
            ours.Add(await large.RestartAsync());
            theirs.Add(await small.RestartAsync());
        }

        return [new Result($"start and unseal with {Records} records, against 10, median", ours.Order().ElementAt(Rounds / 2), theirs.Order().ElementAt(Rounds / 2), "ms", 1.2)];
    }
}
