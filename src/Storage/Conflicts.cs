using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.Data.Sqlite;

namespace KeyCeremonyConsole.Storage;

/// <summary>What a broken uniqueness rule of the database means, in a person's words.</summary>
internal static class Conflicts
{
    private const int PrimaryKey = 1555;
    private const int Unique = 2067;
    private const int Trigger = 1811;

    // As the triggers say it.
    private const string RecordOfClosedTerm = "This record's term is closed: encrypt it again.";
    private const string TermWithRecords = "Records are still encrypted under this term.";

    /// <summary>Null when it is no conflict but a fault.</summary>
    public static StoreConflictException? In(Exception e) => (e as SqliteException ?? e.InnerException as SqliteException) switch
    {
        { SqliteExtendedErrorCode: PrimaryKey or Unique } rule => new StoreConflictException(Sentence(rule.Message)),
        { SqliteExtendedErrorCode: Trigger } rule when rule.Message.Contains(RecordOfClosedTerm, StringComparison.Ordinal) =>
            new StoreConflictException(RecordOfClosedTerm),
        { SqliteExtendedErrorCode: Trigger } rule when rule.Message.Contains(TermWithRecords, StringComparison.Ordinal) =>
            new StoreConflictException(TermWithRecords),
        _ => null,
    };

    // SQLite names the columns: "UNIQUE constraint failed: People.SignInKey".
    private static string Sentence(string broken) => broken switch
    {
        _ when broken.Contains("Ceremonies.OpenSlot", StringComparison.Ordinal) =>
            "Another ceremony is still open: finish or cancel it first.",
        _ when broken.Contains("People.SignInKey", StringComparison.Ordinal)
            || broken.Contains("NormalizedUserName", StringComparison.Ordinal) =>
            "This sign-in name is taken: choose another.",
        _ when broken.Contains("People.External", StringComparison.Ordinal) =>
            "This account of the identity provider already belongs to a person.",
        _ when broken.Contains("Roster.", StringComparison.Ordinal) => "This share already has a holder.",
        _ when broken.Contains("Terms.", StringComparison.Ordinal) => "This term already has its note.",
        _ => "Somebody else changed this meanwhile: look at it again.",
    };
}
