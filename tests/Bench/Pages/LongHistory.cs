using System.Globalization;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using Microsoft.Data.Sqlite;

namespace KeyCeremonyConsole.Bench.Pages;

/// <summary>Years of entries, written straight into the tables in one transaction. The chain of hashes is a real one.</summary>
internal static class LongHistory
{
    /// <summary>Who did all of it. On the audit page and the list of ceremonies as soon as their newest entries are.</summary>
    public const string Actor = "Ada of the bench";

    public static void Write(string data, int entries, int ceremonies)
    {
        using SqliteConnection db = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, "console.db"), Pooling = false }.ToString());
        db.Open();
        using SqliteTransaction transaction = db.BeginTransaction();
        WriteAudit(db, entries);
        WriteCeremonies(db, ceremonies);
        transaction.Commit();
    }

    private static void WriteAudit(SqliteConnection db, int entries)
    {
        (long number, byte[] hash) = Last(db);
        string[] columns = ["Number", "At", "Actor", "ActorName", "Act", "Subject", "Outcome", "Detail", "Hash"];
        using SqliteCommand insert = Insert(db, "Audit", columns);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        for (int i = 0; i < entries; i++)
        {
            bool refused = i % 20 == 0;
            AuditDraft draft = new(
                now.AddSeconds(i - entries),
                "bench-person",
                Actor,
                refused ? "share.submit" : "sign-in",
                refused ? $"subject-{i % 1000}" : "",
                refused ? "wrong-share" : AuditDraft.DoneOutcome,
                string.Create(CultureInfo.InvariantCulture, $"Entry {i} of a long history."));
            AuditEntry entry = AuditEntry.Chain(hash, ++number, draft);
            hash = entry.Hash;
            Run(insert, number, draft.At.UtcTicks, draft.Actor, draft.ActorName, draft.Act, draft.Subject, draft.Outcome, draft.Detail, hash);
        }
    }

    private static void WriteCeremonies(SqliteConnection db, int ceremonies)
    {
        string[] columns =
        [
            "Id", "Kind", "Stage", "Nonce", "Attempt", "StartedByName", "StartedAt", "Reason", "CurrentShares", "CurrentThreshold",
            "NewShares", "NewThreshold", "Verification", "EndedAt", "EndedByName", "EndReason", "Version",
        ];
        using SqliteCommand insert = Insert(db, "Ceremonies", columns);
        string[] people = ["Ceremony", "Position", "Person", "Name", "Part", "ShareNumber", "SubmittedAt", "RefusedTries"];
        using SqliteCommand person = Insert(db, "Participants", people);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        for (int i = 1; i <= ceremonies; i++)
        {
            CeremonyId id = CeremonyId.New();
            long at = now.AddHours(i - ceremonies - 1).UtcTicks;
            Run(
                insert, id.Value, nameof(CeremonyKind.Rekey), nameof(CeremonyStage.Cancelled), CeremonyNonce.New().Value, 1,
                Actor, at, "A long history.", 9, 5, 9, 5, nameof(VerificationPolicy.AllHolders), at + 1, Actor, "A long history.", 2);
            for (int n = 0; n < Cast.Holders; n++)
            {
                Run(person, id.Value, n, $"holder-{n}", $"Holder {n}", nameof(Part.Submitter), n + 1, at, 0);
            }
        }
    }

    private static (long Number, byte[] Hash) Last(SqliteConnection db)
    {
        using SqliteCommand last = db.CreateCommand();
        last.CommandText = "SELECT \"Number\", \"Hash\" FROM \"Audit\" ORDER BY \"Number\" DESC LIMIT 1";
        using SqliteDataReader row = last.ExecuteReader();
        return row.Read() ? (row.GetInt64(0), (byte[])row[1]) : (0, AuditEntry.Genesis);
    }

    private static SqliteCommand Insert(SqliteConnection db, string table, string[] columns)
    {
        SqliteCommand insert = db.CreateCommand();
        insert.CommandText = $"INSERT INTO \"{table}\" ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) VALUES ({string.Join(", ", columns.Select((_, i) => $"$p{i}"))})";
        for (int i = 0; i < columns.Length; i++)
        {
            insert.Parameters.AddWithValue($"$p{i}", DBNull.Value);
        }

        return insert;
    }

    private static void Run(SqliteCommand insert, params object[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            insert.Parameters[i].Value = values[i];
        }

        insert.ExecuteNonQuery();
    }
}
