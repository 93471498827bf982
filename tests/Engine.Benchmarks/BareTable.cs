using Microsoft.Data.Sqlite;

namespace KeyCeremonyConsole.Engine.Benchmarks;

/// <summary>One table, one open connection, one prepared statement, the console's settings of SQLite.</summary>
internal sealed class BareTable : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("engine-benchmarks-").FullName;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;

    public BareTable()
    {
        _connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "bare.db")};Pooling=False");
        _connection.Open();
        using SqliteCommand setUp = _connection.CreateCommand();
        setUp.CommandText =
            """
            PRAGMA journal_mode=WAL;
            PRAGMA synchronous=FULL;
            PRAGMA foreign_keys=ON;
            PRAGMA secure_delete=ON;
            PRAGMA temp_store=MEMORY;
            CREATE TABLE "Records" ("Path" TEXT NOT NULL PRIMARY KEY, "Value" BLOB NOT NULL);
            """;
        setUp.ExecuteNonQuery();
        _insert = _connection.CreateCommand();
        _insert.CommandText = """INSERT INTO "Records" ("Path", "Value") VALUES ($path, $value)""";
        _insert.Parameters.AddWithValue("$path", "");
        _insert.Parameters.AddWithValue("$value", Array.Empty<byte>());
    }

    public void Insert(string path, byte[] value)
    {
        _insert.Parameters["$path"].Value = path;
        _insert.Parameters["$value"].Value = value;
        _insert.ExecuteNonQuery();
    }

    /// <summary>Writes a row over, and reads it back.</summary>
    public void Replace(string path, byte[] value)
    {
        Run("""UPDATE "Records" SET "Value" = $value WHERE "Path" = $path""", path, value);
        Run("""SELECT "Value" FROM "Records" WHERE "Path" = $path""", path, value);
    }

    private void Run(string sql, string path, byte[] value)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$path", path);
        command.Parameters.AddWithValue("$value", value);
        command.ExecuteScalar();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
