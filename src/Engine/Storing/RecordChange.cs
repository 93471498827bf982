using System.Diagnostics.CodeAnalysis;

namespace KeyCeremonyConsole.Engine.Storing;

/// <summary>One record to write or delete.</summary>
/// <param name="Path">Where, e.g. <c>core/keyring</c>.</param>
/// <param name="Value">The whole new record, already protected as its path demands; <see langword="null"/> deletes it.</param>
[SuppressMessage("Performance", "CA1819", Justification = "A record is one blob to the store; nobody edits it.")]
public sealed record RecordChange(string Path, byte[]? Value)
{
    /// <summary>
    /// What the record must still be, byte for byte, at the moment it is replaced; else nothing of the transaction is
    /// stored. <see langword="null"/>: whatever was there is replaced.
    /// </summary>
    public byte[]? Replaces { get; init; }

    /// <summary>
    /// Whether what was there before may stay in the store's log until it is written over: nobody can open it who cannot
    /// open what is there now, and it holds nothing that is gone from there. Else the store sees to it that it is gone
    /// before it says that the change is stored.
    /// </summary>
    public bool MayLinger { get; init; }
}
