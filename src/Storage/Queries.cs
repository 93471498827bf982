using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace KeyCeremonyConsole.Storage;

/// <summary>The queries of every request, compiled once, and those by the beginning of a text.</summary>
internal static class Queries
{
    // Above every text with the same beginning: SQLite compares the UTF-8 bytes.
    private const string AfterAll = "\U0010FFFF";

    public static readonly Func<ConsoleDb, string, CancellationToken, Task<byte[]?>> Record =
        EF.CompileAsyncQuery((ConsoleDb db, string path, CancellationToken ct) =>
            db.Records.Where(r => r.Path == path).Select(r => r.Value).SingleOrDefault());

    public static readonly Func<ConsoleDb, string, CancellationToken, Task<PersonRow?>> Person =
        EF.CompileAsyncQuery((ConsoleDb db, string id, CancellationToken ct) =>
            db.People.AsNoTracking().SingleOrDefault(p => p.Id == id));

    public static readonly Func<ConsoleDb, string, CancellationToken, Task<SessionRow?>> Session =
        EF.CompileAsyncQuery((ConsoleDb db, string id, CancellationToken ct) =>
            db.Sessions.AsNoTracking().SingleOrDefault(s => s.Id == id));

    public static readonly Func<ConsoleDb, string, CancellationToken, Task<CeremonyRow?>> Ceremony =
        EF.CompileAsyncQuery((ConsoleDb db, string id, CancellationToken ct) =>
            db.Ceremonies.AsNoTracking().Include(c => c.Participants).SingleOrDefault(c => c.Id == id));

    public static readonly Func<ConsoleDb, CancellationToken, Task<AuditRow?>> LastAudit =
        EF.CompileAsyncQuery((ConsoleDb db, CancellationToken ct) =>
            db.Audit.AsNoTracking().OrderByDescending(a => a.Number).FirstOrDefault());

    // CompareTo becomes < and >= on the bytes in SQL, never a culture's comparison; LIKE could not use the index.
#pragma warning disable CA1310
    public static IQueryable<RecordRow> Below(IQueryable<RecordRow> records, string prefix)
    {
        string after = prefix + AfterAll;
        return records.Where(r => r.Path.CompareTo(prefix) >= 0 && r.Path.CompareTo(after) < 0);
    }

    /// <summary>The records of some terms; see <see cref="IRecordTerms"/>. The index knows all that is asked for here.</summary>
    public static IQueryable<RecordRow> OfTerms(IQueryable<RecordRow> records, int first, int last)
    {
        (string from, string to) = (RecordRow.HeadOf(first), RecordRow.HeadOf(last));
        return WithTerm(records).Where(r => r.Head.CompareTo(from) >= 0 && r.Head.CompareTo(to) <= 0);
    }

    /// <summary>The records of a term that follow a path, in order.</summary>
    public static IQueryable<RecordRow> OfTerm(IQueryable<RecordRow> records, int term, string after)
    {
        string head = RecordRow.HeadOf(term);
        return WithTerm(records).Where(r => r.Head == head && r.Path.CompareTo(after) > 0).OrderBy(r => r.Path);
    }

    private static IQueryable<RecordRow> WithTerm(IQueryable<RecordRow> records)
    {
        const string afterUpgrades = RecordPaths.Upgrades + AfterAll;
        return records.Where(r => r.Head.Length == RecordRow.HeadLength
            && r.Path != RecordPaths.Keyring
            && !(r.Path.CompareTo(RecordPaths.Upgrades) >= 0 && r.Path.CompareTo(afterUpgrades) < 0));
    }

    public static IQueryable<AuditRow> Acts(IQueryable<AuditRow> audit, string beginning)
    {
        string after = beginning + AfterAll;
        return audit.Where(a => a.Act.CompareTo(beginning) >= 0 && a.Act.CompareTo(after) < 0);
    }

    public static IQueryable<AuditRow> ActsAfter(IQueryable<AuditRow> audit, string? act) =>
        act is null ? audit : audit.Where(a => a.Act.CompareTo(act) > 0);
#pragma warning restore CA1310
}
