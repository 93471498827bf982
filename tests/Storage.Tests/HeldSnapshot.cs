using Microsoft.Data.Sqlite;

namespace KeyCeremonyConsole.Storage.Tests;

/// <summary>A reader that stays on the commit it first saw, as a backup tool does.</summary>
internal sealed class HeldSnapshot : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;

    public HeldSnapshot(string database)
    {
        _connection = new SqliteConnection($"Data Source={database};Pooling=False");
        _connection.Open();
        _transaction = _connection.BeginTransaction(deferred: true);
        using SqliteCommand command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = "SELECT COUNT(*) FROM Audit";
        command.ExecuteScalar();
    }

    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }
}
