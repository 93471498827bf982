using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KeyCeremonyConsole.Storage;

/// <summary>SQLite's log keeps old pages until they are written over, whatever secure_delete does in the database.</summary>
internal static class WriteAheadLog
{
    /// <summary>Folds the log into the database and truncates it; false when a reader still needs it.</summary>
    public static async Task<bool> TryEmptyAsync(ConsoleDb db)
    {
        await db.Database.OpenConnectionAsync(CancellationToken.None);
        try
        {
            await using DbCommand command = db.Database.GetDbConnection().CreateCommand();

            // A reader is done within milliseconds; who waits longer asks again after the next commit. In ms.
            command.CommandText = "PRAGMA busy_timeout=250; PRAGMA wal_checkpoint(TRUNCATE);";
            await using DbDataReader reader = await command.ExecuteReaderAsync(CancellationToken.None);
            await reader.NextResultAsync(CancellationToken.None);
            return await reader.ReadAsync(CancellationToken.None) && reader.GetInt64(0) == 0;
        }
        catch (SqliteException)
        {
            // The commit before it is durable; failing it now would be a lie.
            return false;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
