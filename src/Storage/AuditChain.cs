using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Storage.Rows;

namespace KeyCeremonyConsole.Storage;

/// <summary>The end of the audit chain: read once, then followed. The data folder has one writer, which is this.</summary>
internal sealed class AuditChain(ConsoleDb db, Statements statements)
{
    private (long Number, byte[] Hash)? _last;

    public async Task AppendAsync(AuditDraft draft, CancellationToken ct)
    {
        (long number, byte[] hash) = _last ?? await ReadLastAsync(ct);
        AuditEntry entry = AuditEntry.Chain(hash, number + 1, draft);
        statements.Append(
            entry.Number, draft.At.UtcTicks, draft.Actor, draft.ActorName, draft.Act, draft.Subject, draft.Outcome, draft.Detail, entry.Hash);
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
