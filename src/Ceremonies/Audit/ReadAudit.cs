using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Audit;

/// <summary>What the check of the whole chain found.</summary>
/// <param name="Entries">How many entries were checked.</param>
/// <param name="FirstBroken">The first entry that does not follow from the one before it; null when all do.</param>
public sealed record ChainCheck(long Entries, long? FirstBroken);

/// <summary>The whole chain, read as it is enumerated.</summary>
public sealed record AuditExport(IAsyncEnumerable<AuditEntry> Entries);

/// <summary>Reads and verifies the audit log; for auditors and administrators.</summary>
public sealed class ReadAudit(IConsoleStore store, TimeProvider clock)
{
    /// <summary>Entries of one page at the most.</summary>
    public const int LargestPage = 200;

    public async Task<Outcome<IReadOnlyList<AuditEntry>>> PageAsync(PersonId caller, AuditQuery query, CancellationToken ct)
    {
        Admission admission = await AdmitAsync(caller, "audit.read", ct);
        return admission.Refusal is { } refusal
            ? refusal
            : (await store.ReadAuditAsync(query with { Take = Math.Clamp(query.Take, 1, LargestPage) }, ct)).ToList();
    }

    /// <summary>Recomputes every hash from the first entry on.</summary>
    public async Task<Outcome<ChainCheck>> VerifyAsync(PersonId caller, CancellationToken ct)
    {
        Admission admission = await AdmitAsync(caller, "audit.verify", ct);
        if (admission.Refusal is { } refusal)
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
        Admission admission = await AdmitAsync(caller, "audit.export", ct);
        if (admission.Refusal is { } refusal)
        {
            return refusal;
        }

        await admission.Scribe.SaveAsync(new Commit(admission.Scribe.Note("The audit log was exported.")));
        return new AuditExport(store.ReadAuditChainAsync(ct));
    }

    private Task<Admission> AdmitAsync(PersonId caller, string act, CancellationToken ct) =>
        Admission.AskAsync(store, clock, caller, Roles.Auditor | Roles.Administrator, act, "", ct);
}
