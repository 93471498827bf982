using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>A prepared change that begins a new term.</summary>
public sealed class PreparedRotation : PreparedChange
{
    internal PreparedRotation(
        Vessel vessel, IReadOnlyList<RecordChange> changes, MemoryChange memory, TermKey key)
        : base(vessel, changes, memory)
    {
        Term = key.Term;
        InstallTime = key.InstallTime;
    }

    /// <summary>The new term's number.</summary>
    public int Term { get; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset InstallTime { get; }
}
