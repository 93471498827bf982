using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Audit;

/// <summary>What the check of the whole chain found.</summary>
/// <param name="Entries">How many entries were checked.</param>
/// <param name="FirstBroken">The first entry that does not follow from the one before it; null when all do.</param>
public sealed record ChainCheck(long Entries, long? FirstBroken);

/// <summary>The whole chain, read as it is enumerated.</summary>
public sealed record AuditExport(IAsyncEnumerable<AuditEntry> Entries);

/// <summary>Reads and verifies the audit log.</summary>
public sealed class ReadAudit(CeremonyRoom room, IConsoleStore store)
{
    /// <summary>Entries of one page at the most.</summary>
    public const int LargestPage = 200;

    public async Task<Outcome<IReadOnlyList<AuditEntry>>> PageAsync(PersonId caller, AuditQuery query, CancellationToken ct)
    {
        return (await room.AskAsync(caller, ConsoleActs.ReadAudit, "", ct)).Refusal is { } refusal
            ? refusal
            : (await store.ReadAuditAsync(query with { Take = Math.Clamp(query.Take, 1, LargestPage) }, ct)).ToList();
    }

    /// <summary>Recomputes every hash from the first entry on.</summary>
    public async Task<Outcome<ChainCheck>> VerifyAsync(PersonId caller, CancellationToken ct)
    {
        if ((await room.AskAsync(caller, ConsoleActs.VerifyAudit, "", ct)).Refusal is { } refusal)
        {
            return refusal;
        }

        byte[] previous = AuditEntry.Genesis;
        long count = 0;
        await foreach (AuditEntry entry in store.ReadAuditChainAsync(ct))
        {
            count++;
            if (entry.Number != count || !entry.Follows(previous))
            {
                return new ChainCheck(count, count);
            }

            previous = entry.Hash;
        }

        return new ChainCheck(count, null);
    }

    /// <summary>The whole chain, for a reader elsewhere; that it was handed out is the last entry in it.</summary>
    public async Task<Outcome<AuditExport>> ExportAsync(PersonId caller, CancellationToken ct)
    {
        Outcome<Scribe> entry = await room.AskAsync(caller, ConsoleActs.ExportAudit, "", ct);
        if (!entry.TryGet(out Scribe? scribe, out Refusal? refusal))
        {
            return refusal;
        }

        await scribe.SaveAsync(new Commit(scribe.Note("The audit log was exported.")));
        return new AuditExport(store.ReadAuditChainAsync(ct));
    }
}
