using KeyCeremonyConsole.Engine.Tests.Doubles;
using Microsoft.Data.Sqlite;

namespace KeyCeremonyConsole.Reader;

/// <summary>The records of a console's database file, which is opened for reading only.</summary>
internal sealed class SqliteRecords : IPlainRecords, IDisposable
{
    private readonly SqliteConnection _connection;

    internal SqliteRecords(string file)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        _connection.Open();
    }

    public byte[] this[string path]
    {
        get
        {
            using SqliteCommand one = _connection.CreateCommand();
            one.CommandText = """SELECT "Value" FROM "Records" WHERE "Path" = $path""";
            one.Parameters.AddWithValue("$path", path);
            return one.ExecuteScalar() as byte[] ?? throw new InvalidDataException($"There is no record {path}.");
        }
    }

    internal IReadOnlyList<string> Paths
    {
        get
        {
            using SqliteCommand all = _connection.CreateCommand();
            all.CommandText = """SELECT "Path" FROM "Records" ORDER BY "Path" """;
            using SqliteDataReader rows = all.ExecuteReader();
            var paths = new List<string>();
            while (rows.Read())
            {
                paths.Add(rows.GetString(0));
            }

            return paths;
        }
    }

    public void Dispose() => _connection.Dispose();
}
