using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace KeyCeremonyConsole.Storage;

/// <summary>What every connection is told when it opens; all but the journal mode is forgotten when it closes.</summary>
internal sealed class ConnectionPragmas : DbConnectionInterceptor
{
    public static readonly ConnectionPragmas It = new();

    // FULL: a commit is on the disk before anyone is told. secure_delete: what is removed is overwritten.
    // temp_store: nothing spills into files outside the data folder. busy_timeout in ms.
    private const string Pragmas =
        """
        PRAGMA busy_timeout=5000;
        PRAGMA journal_mode=WAL;
        PRAGMA synchronous=FULL;
        PRAGMA foreign_keys=ON;
        PRAGMA secure_delete=ON;
        PRAGMA temp_store=MEMORY;
        """;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
