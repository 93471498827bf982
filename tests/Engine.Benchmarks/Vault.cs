using System.Diagnostics;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace KeyCeremonyConsole.Engine.Benchmarks;

/// <summary>An engine, unsealed, on the console's own store in a folder of its own.</summary>
internal sealed class Vault : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("engine-benchmarks-").FullName;
    private readonly SemaphoreSlim _room = new(1, 1);
    private ServiceProvider? _services;
    private SealEngine? _engine;
    private SecretBytes[] _shares = [];

    private Vault()
    {
    }

    public IConsoleStore Store => _services!.GetRequiredService<IConsoleStore>();

    public SealEngine Engine => _engine!;

    /// <param name="encryptions">How many to reserve beforehand.</param>
    public static async Task<Vault> OpenAsync(int encryptions)
    {
        var vault = new Vault();
        await vault.StartAsync();
        using (PreparedDeal deal = await vault.Engine.PrepareInitialiseAsync(ShareScheme.Of(5, 3), CancellationToken.None))
        {
            vault._shares = [.. deal.Shares.Take(3).Select(share => share.Copy())];
            await vault.SaveAsync(deal);
        }

        await vault.UnsealAsync();
        for (int reserved = 0; reserved < encryptions; reserved += SealEngine.ReservationBlock)
        {
            using PreparedChange reservation = vault.Engine.PrepareReservation();
            await vault.SaveAsync(reservation);
        }

        return vault;
    }

    public async Task SaveAsync(PreparedChange change)
    {
        await Store.CommitAsync(Note([.. change.Changes]), CancellationToken.None);
        await change.AdoptAsync(CancellationToken.None);
    }

    public static Commit Note(params RecordChange[] records) =>
        new(new AuditDraft(TimeProvider.System.GetUtcNow(), "system", "the console", "bench.put", "a/path", AuditDraft.DoneOutcome, "Written."))
        {
            Records = records,
        };

    /// <summary>Closes everything, then takes the time until the vault is open again, in ms.</summary>
    public async Task<double> RestartAsync()
    {
        await StopAsync();
        long begun = Stopwatch.GetTimestamp();
        await StartAsync();
        await Engine.ReadStatusAsync(CancellationToken.None);
        await UnsealAsync();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    /// <summary>Records under one path, straight into the table.</summary>
    public void FillWithRecords(int count)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(_folder, "data", "console.db")};Pooling=False");
        connection.Open();
        using SqliteCommand fill = connection.CreateCommand();
        fill.CommandText =
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $count)
            INSERT INTO "Records" ("Path", "Value") SELECT 'logical/bench/' || i, randomblob(64) FROM n
            """;
        fill.Parameters.AddWithValue("$count", count);
        fill.ExecuteNonQuery();
    }

    /// <summary>Prepares, saves and adopts, one change at a time.</summary>
    public async Task ChangeAsync(Func<SealEngine, Task<PreparedChange>> prepare)
    {
        await _room.WaitAsync();
        try
        {
            using PreparedChange change = await prepare(Engine);
            await SaveAsync(change);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>New shares at once.</summary>
    public Task RekeyAsync() => ChangeAsync(async engine =>
    {
        PreparedDeal deal = await engine.PrepareRekeyAsync(_shares, ShareScheme.Of(5, 3), RekeyEffect.AtOnce, CancellationToken.None);
        Array.ForEach(_shares, share => share.Dispose());
        _shares = [.. deal.Shares.Take(3).Select(share => share.Copy())];
        return deal;
    });

    /// <summary>As so many rotations leave the keyring, without making them.</summary>
    public async Task AddTermsAsync(int count)
    {
        using SecretBytes kek = ShamirSharing.Combine(_shares);
        using SecretBytes rootKey = StoredKeys.Unwrap(kek, (await Store.GetAsync(RecordPaths.StoredKeys, CancellationToken.None))!)!;
        Keyring keyring = KeyringRecord.Open(rootKey, (await Store.GetAsync(RecordPaths.Keyring, CancellationToken.None))!);
        for (int i = 0; i < count; i++)
        {
            var term = new TermKey(
                keyring.Active.Term + 1, SecretBytes.Random(TermKey.KeyLength), TimeProvider.System.GetUtcNow(), new EncryptionCount(0, 0));
            Keyring next = keyring.With(term);
            keyring.Dispose();
            keyring = next;
        }

        await Store.CommitAsync(Note(KeyringRecord.Seal(keyring, 0)), CancellationToken.None);
        keyring.Dispose();
        await RestartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Array.ForEach(_shares, share => share.Dispose());
        _room.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync()
    {
        _services = new ServiceCollection().AddLogging().AddStorage(Path.Combine(_folder, "data")).BuildServiceProvider();
        await _services.OpenStorageAsync(CancellationToken.None);
        _engine = new SealEngine(Store, TimeProvider.System);
    }

    private async Task StopAsync()
    {
        Engine.Dispose();
        await _services!.DisposeAsync();
    }

    private async Task UnsealAsync()
    {
        using PreparedChange unseal = await Engine.PrepareUnsealAsync(_shares, CancellationToken.None);
        await unseal.AdoptAsync(CancellationToken.None);
    }
}
