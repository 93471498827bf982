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

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
