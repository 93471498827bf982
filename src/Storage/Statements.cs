using Microsoft.Data.Sqlite;

namespace KeyCeremonyConsole.Storage;

/// <summary>
/// The statements of nearly every commit, on the writer's connection, prepared once: a command of EF Core's is made,
/// parsed and prepared anew each time, which takes several times as long as SQLite takes to run it.
/// </summary>
internal sealed class Statements(SqliteConnection connection) : IDisposable
{
    private readonly Statement _put = new(
        connection,
        """
        INSERT INTO "Records" ("Path", "Value") VALUES ($0, $1)
        ON CONFLICT ("Path") DO UPDATE SET "Value" = excluded."Value"
        """,
        parameters: 2);

    private readonly Statement _replace = new(
        connection, """UPDATE "Records" SET "Value" = $0 WHERE "Path" = $1 AND "Value" = $2""", parameters: 3);

    private readonly Statement _append = new(
        connection,
        """
        INSERT INTO "Audit" ("Number", "At", "Actor", "ActorName", "Act", "Subject", "Outcome", "Detail", "Hash")
        VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8)
        """,
        parameters: 9);

    /// <summary>The transaction that the statements run in; the connection has one at a time.</summary>
    public SqliteTransaction? Transaction { get; set; }

    public void Put(string path, byte[] value) => _put.Run(Transaction, path, value);

    /// <returns>Whether the record was what it replaces.</returns>
    public bool Replace(string path, byte[] before, byte[] next) => _replace.Run(Transaction, next, path, before) > 0;

    /// <param name="columns">In the order of the table.</param>
    public void Append(params object[] columns) => _append.Run(Transaction, columns);

    public void Dispose()
    {
        _put.Dispose();
        _replace.Dispose();
        _append.Dispose();
    }

    private sealed class Statement : IDisposable
    {
        private readonly SqliteCommand _command;

        public Statement(SqliteConnection connection, string sql, int parameters)
        {
            _command = connection.CreateCommand();
            _command.CommandText = sql;
            for (int i = 0; i < parameters; i++)
            {
                _command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            }
        }

        public int Run(SqliteTransaction? transaction, params ReadOnlySpan<object> values)
        {
            _command.Transaction = transaction;
            for (int i = 0; i < values.Length; i++)
            {
                _command.Parameters[i].Value = values[i];
            }

            return _command.ExecuteNonQuery();
        }

        public void Dispose() => _command.Dispose();
    }
}
