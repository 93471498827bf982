using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Records that were encrypted anew under the active key, with their count.</summary>
/// <remarks>
/// Save <see cref="Records"/> in the same transaction as <see cref="PreparedChange.Changes"/>. Only the changes are
/// read back: the next moment somebody may write such a record anew, and that is no fault.
/// </remarks>
public sealed class PreparedReencryption : PreparedChange
{
    internal PreparedReencryption(
        Vessel vessel,
        IReadOnlyList<RecordChange> changes,
        MemoryChange memory,
        IReadOnlyList<RecordChange> records,
        IReadOnlyList<string> unreadable)
        : base(vessel, changes, memory)
    {
        Records = records;
        Unreadable = unreadable;
    }

    /// <summary>The records, each with what it replaces. Those of the active term are not among them.</summary>
    public IReadOnlyList<RecordChange> Records { get; }

    /// <summary>Paths of records that no key of the keyring opens.</summary>
    public IReadOnlyList<string> Unreadable { get; }
}
