using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Rotate;

/// <summary>One term with who installed it and why, and what became of it.</summary>
/// <param name="Term">Itself. One that was destroyed is as it was then.</param>
/// <param name="ByName">Who installed it; empty when that is not recorded here.</param>
/// <param name="Reason">In their words.</param>
/// <param name="Cause">What brought it about; null when that is not recorded here.</param>
/// <param name="Records">How many stored records are encrypted under it now.</param>
/// <param name="End">Since when it is retired, or destroyed.</param>
public sealed record TermLine(TermInfo Term, string ByName, string Reason, TermCause? Cause, long Records, TermEnd? End);

/// <summary>The key status and the history of all terms.</summary>
/// <param name="Active">The key that encrypts.</param>
/// <param name="Terms">Newest first, the destroyed ones included.</param>
/// <param name="Rotation">When it rotates by itself.</param>
/// <param name="Limits">Between what that may be set.</param>
/// <param name="Reencryption">The one under way, or the last one; null when there was none.</param>
public sealed record KeyHistory(
    KeyStatus Active, IReadOnlyList<TermLine> Terms, RotationConfig Rotation, RotationLimits Limits, Reencryption? Reencryption)
{
    /// <summary>Records that are not under the active term.</summary>
    public long OldRecords => Terms.Where(t => !t.Term.Active).Sum(t => t.Records);
}

/// <summary>Reads the key status and history.</summary>
public sealed class ReadKeys(CeremonyRoom room, IConsoleStore store, SealEngine engine)
{
    public async Task<Outcome<KeyHistory>> RunAsync(PersonId caller, CancellationToken ct)
    {
        Outcome<Scribe> entry = await room.AskAsync(caller, ConsoleActs.ReadKeys, "", ct);
        if (!entry.TryGet(out Scribe? scribe, out Refusal? refusal))
        {
            return refusal;
        }

        try
        {
            KeyStatus active = engine.ReadKeyStatus();
            return new KeyHistory(
                active, await ReadTermsAsync(active.Term, ct), engine.ReadRotation(), engine.Limits, await store.FindReencryptionAsync(ct));
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return await scribe.RefuseAsync(Refusals.Sealed);
        }
    }

    private async Task<List<TermLine>> ReadTermsAsync(int active, CancellationToken ct)
    {
        IReadOnlyDictionary<int, long> records = await store.CountRecordsByTermAsync(active, ct);
        Dictionary<int, TermNote> notes = (await store.ListTermNotesAsync(ct)).ToDictionary(n => n.Term);
        Dictionary<int, TermEnd> ends = (await store.ListTermEndsAsync(ct)).ToDictionary(e => e.Term);
        IEnumerable<TermInfo> destroyed = ends.Values
            .Where(e => e.DestroyedAt is not null)
            .Select(e => new TermInfo(e.Term, e.InstallTime, e.Encryptions, Active: false, Retired: true));
        return
        [
            .. engine.ReadTerms().UnionBy(destroyed, t => t.Term)
                .OrderByDescending(t => t.Term)
                .Select(t => Line(t, notes.GetValueOrDefault(t.Term), records.GetValueOrDefault(t.Term), ends.GetValueOrDefault(t.Term))),
        ];
    }

    private static TermLine Line(TermInfo term, TermNote? note, long records, TermEnd? end) =>
        new(term, note?.ByName ?? "", note?.Reason ?? "", note?.Cause, records, end);
}
