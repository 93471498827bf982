using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Rotate;

/// <summary>Counts the records that are not under the active term.</summary>
internal static class OldRecords
{
    /// <summary>By term.</summary>
    /// <exception cref="EngineException">Sealed.</exception>
    public static Task<IReadOnlyDictionary<int, long>> CountOldRecordsAsync(this IRecordTerms records, SealEngine engine, CancellationToken ct) =>
        records.CountRecordsByTermAsync(engine.ReadKeyStatus().Term - 1, ct);
}
