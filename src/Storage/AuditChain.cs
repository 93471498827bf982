using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace KeyCeremonyConsole.Storage;

/// <summary>The end of the audit chain, inside one transaction: read once, then followed.</summary>
internal sealed class AuditChain(ConsoleDb db)
{
    private (long Number, byte[] Hash)? _last;

    // Every commit does this, so not through the change tracker.
    public async Task AppendAsync(AuditDraft draft, CancellationToken ct)
    {
        (long number, byte[] hash) = _last ?? await ReadLastAsync(ct);
        AuditEntry entry = AuditEntry.Chain(hash, number + 1, draft);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Audit" ("Number", "At", "Actor", "ActorName", "Act", "Subject", "Outcome", "Detail", "Hash")
            VALUES ({entry.Number}, {draft.At.UtcTicks}, {draft.Actor}, {draft.ActorName}, {draft.Act}, {draft.Subject}, {draft.Outcome}, {draft.Detail}, {entry.Hash})
            """,
            ct);
        _last = (entry.Number, entry.Hash);
    }

    /// <summary>What was appended may have been rolled back.</summary>
    public void Forget() => _last = null;

    private async Task<(long Number, byte[] Hash)> ReadLastAsync(CancellationToken ct)
    {
        AuditRow? last = await Queries.LastAudit(db, ct);
        return (last?.Number ?? 0, last?.Hash ?? AuditEntry.Genesis);
    }
}
