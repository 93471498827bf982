using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KeyCeremonyConsole.Storage;

/// <summary>From a path to a database that is ours, sound and current; or one clear sentence why not.</summary>
internal sealed class StorageOpening(DataFolder folder, IDbContextFactory<ConsoleDb> dbs)
{
    // Above this a check of every page would hold up the start; damage then shows where it is read.
    private const long LargestChecked = 64 << 20; // bytes

    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;
    private const int Corrupt = 11;

    public async Task OpenAsync(CancellationToken ct)
    {
        if (folder.IsLocked)
        {
            return;
        }

        folder.Lock();
        try
        {
            await using ConsoleDb db = await dbs.CreateDbContextAsync(ct);
            await db.Database.OpenConnectionAsync(ct);
            await CheckPagesAsync(db, ct);
            HashSet<string> applied = await ReadAppliedAsync(db, ct);
            await CheckOriginAsync(db, applied, ct);
            await MigrateAsync(db, applied, ct);
            await WriteAheadLog.TryEmptyAsync(db);
        }
        catch (Exception e)
        {
            folder.Dispose();
            if (Explain(e) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    private async Task CheckPagesAsync(ConsoleDb db, CancellationToken ct)
    {
        if (new FileInfo(folder.Database).Length < LargestChecked
            && await ScalarAsync(db, "PRAGMA quick_check(1)", ct) is not "ok")
        {
            throw Damaged(null);
        }
    }

    // Asked with plain SQL: EF's own questions about migrations build a model first, a tenth of the time to the first page.
    private static async Task<HashSet<string>> ReadAppliedAsync(ConsoleDb db, CancellationToken ct)
    {
        const string table = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsHistory'";
        HashSet<string> applied = [];
        if (await ScalarAsync(db, table, ct) is 0L)
        {
            return applied;
        }

        await using DbCommand command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT MigrationId FROM __EFMigrationsHistory";
        await using DbDataReader rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            applied.Add(rows.GetString(0));
        }

        return applied;
    }

    private async Task CheckOriginAsync(ConsoleDb db, HashSet<string> applied, CancellationToken ct)
    {
        if (applied.Except(db.Database.GetMigrations()).Any())
        {
            throw new StorageException(
                $"The database {folder.Database} was made by a newer version of the console: start that version, or restore a backup that this one made.");
        }

        const string strangers =
            "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\'";
        if (applied.Count == 0 && await ScalarAsync(db, strangers, ct) is not 0L)
        {
            throw new StorageException(
                $"The database {folder.Database} belongs to another program: give the console a data folder of its own.");
        }
    }

    private static async Task MigrateAsync(ConsoleDb db, HashSet<string> applied, CancellationToken ct)
    {
        if (applied.IsSupersetOf(db.Database.GetMigrations()))
        {
            return;
        }

        // EF marks a running migration with a row. A console killed just then leaves it behind, and EF would wait for
        // it for ever. We hold the folder's lock, so no other migration can be running.
        await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", ct);
        await db.Database.MigrateAsync(ct);
    }

    private static async Task<object?> ScalarAsync(ConsoleDb db, string sql, CancellationToken ct)
    {
        await using DbCommand command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(ct);
    }

    private StorageException? Explain(Exception e) => (e as SqliteException ?? e.InnerException as SqliteException)?.SqliteErrorCode switch
    {
        NotADatabase or Corrupt => Damaged(e),
        Full => new StorageException($"The disk of the data folder {folder.Path} is full: make room and start again.", e),
        CannotOpen => new StorageException($"The database {folder.Database} cannot be opened: make it readable and writable for this user.", e),
        _ => null,
    };

    private StorageException Damaged(Exception? e) => new(
        $"The file {folder.Database} is damaged or not a database: move it and its -wal and -shm files away and restore the last backup in their place.",
        e);
}
