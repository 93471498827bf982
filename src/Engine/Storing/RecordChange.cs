using System.Diagnostics.CodeAnalysis;

namespace KeyCeremonyConsole.Engine.Storing;

/// <summary>One record to write or delete.</summary>
/// <param name="Path">Where, e.g. <c>core/keyring</c>.</param>
/// <param name="Value">The whole new record, already protected as its path demands; <see langword="null"/> deletes it.</param>
[SuppressMessage("Performance", "CA1819", Justification = "A record is one blob to the store; nobody edits it.")]
public sealed record RecordChange(string Path, byte[]? Value);
