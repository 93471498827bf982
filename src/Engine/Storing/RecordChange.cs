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
}
