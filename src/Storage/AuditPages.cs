using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace KeyCeremonyConsole.Storage;

//
//  A page of the log, newest first, by number: never OFFSET or COUNT, which read everything before it.
//
//  A range of acts cannot be read from an index in the order of the numbers: SQLite would sort every entry of the
//  range, which took seconds for a common act among a million entries. But there are few different acts. So each act
//  that begins as asked gives its own newest entries, straight from the index, and the newest of these are the page:
//  below a millisecond each.
//

/// <summary>Finds the entries of an <see cref="AuditQuery"/> by an index, whatever is asked.</summary>
internal static class AuditPages
{
    public static async Task<List<AuditRow>> ReadAsync(ConsoleDb db, AuditQuery query, CancellationToken ct)
    {
        if (query.Act is not { Length: > 0 } beginning)
        {
            return await Newest(db.Audit, query).ToListAsync(ct);
        }

        // One subject has few entries, and an index of its own.
        if (query.Subject is not null)
        {
            return await Newest(Queries.Acts(db.Audit, beginning), query).ToListAsync(ct);
        }

        List<AuditRow> found = [];
        for (string? act = await NextActAsync(db, beginning, null, ct); act is not null; act = await NextActAsync(db, beginning, act, ct))
        {
            found.AddRange(await OfAct(db, query, act).ToListAsync(ct));
        }

        return [.. found.OrderByDescending(a => a.Number).Take(query.Take)];
    }

    /// <summary>The newest of one act.</summary>
    public static IQueryable<AuditRow> OfAct(ConsoleDb db, AuditQuery query, string act) =>
        Newest(db.Audit.Where(a => a.Act == act), query);

    /// <summary>The newest of <paramref name="entries"/>, with every other filter of the query.</summary>
    public static IQueryable<AuditRow> Newest(IQueryable<AuditRow> entries, AuditQuery query)
    {
        if (query.Before is { } before)
        {
            entries = entries.Where(a => a.Number < before);
        }

        if (query.Subject is { } subject)
        {
            entries = entries.Where(a => a.Subject == subject);
        }

        if (query.RefusedOnly)
        {
            // A constant, not a parameter: SQLite takes a filtered index only when it can read the filter.
            entries = entries.Where(a => a.Outcome != AuditDraft.DoneOutcome);
        }

        return entries.OrderByDescending(a => a.Number).Take(query.Take);
    }

    private static Task<string?> NextActAsync(ConsoleDb db, string beginning, string? last, CancellationToken ct) =>
        Queries.ActsAfter(Queries.Acts(db.Audit, beginning), last)
            .OrderBy(a => a.Act)
            .Select(a => a.Act)
            .FirstOrDefaultAsync(ct);
}
