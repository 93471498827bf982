using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>A record that a vault holds from its first moment, not yet encrypted.</summary>
/// <param name="Path">Where it will lie.</param>
/// <param name="Value">Stays the caller's.</param>
public sealed record PlainRecord(string Path, SecretBytes Value)
{
    internal RecordChange Seal(TermKey key) => new(Path, key.Encrypt(Path, Value.Borrow()));
}
