using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Tests.Doubles;

internal static class Keyrings
{
    /// <summary>Random data keys of these terms, which may be used as often as anybody likes.</summary>
    /// <param name="rootKey">Becomes the keyring's own.</param>
    /// <param name="terms">Ascending.</param>
    internal static Keyring Of(SecretBytes rootKey, params IEnumerable<int> terms) => new(
        rootKey,
        [.. terms.Select(term => new TermKey(term, SecretBytes.Random(TermKey.KeyLength), TestVault.Morning, new EncryptionCount(0, long.MaxValue)))],
        RotationLimits.Upstream.Default);
}
