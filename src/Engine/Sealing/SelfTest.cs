using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Opens what is about to be stored with what holders are about to get, before either leaves the engine.</summary>
/// <remarks>A failure means broken memory or a broken build, not a broken store. Nothing is handed out then.</remarks>
internal static class SelfTest
{
    /// <exception cref="CryptographicException">The shares do not give the KEK.</exception>
    internal static void SharesGive(SecretBytes kek, IReadOnlyList<SecretBytes> shares, ShareScheme scheme)
    {
        SecretBytes[] some = [.. shares];
        RandomNumberGenerator.Shuffle(some.AsSpan());
        using SecretBytes combined = scheme.Shares == 1
            ? some[0].Copy()
            : ShamirSharing.Combine(some[..scheme.Threshold]);
        Require(combined.Matches(kek), "the new shares do not give the new key");
    }

    /// <exception cref="CryptographicException">The records do not open.</exception>
    /// <exception cref="EngineException">The keyring does not open.</exception>
    internal static void KekOpens(SecretBytes kek, IReadOnlyList<RecordChange> changes, Keyring expected)
    {
        using SecretBytes? rootKey = StoredKeys.Unwrap(kek, ValueAt(changes, RecordPaths.StoredKeys));
        Require(rootKey is not null, "the new key does not open the new root key");
        RootKeyOpens(rootKey!, changes, expected);
    }

    /// <exception cref="CryptographicException">The new keyring is not the expected one.</exception>
    /// <exception cref="EngineException">The keyring does not open.</exception>
    internal static void RootKeyOpens(SecretBytes rootKey, IReadOnlyList<RecordChange> changes, Keyring expected)
    {
        using Keyring keyring = KeyringRecord.Open(rootKey, ValueAt(changes, RecordPaths.Keyring));
        Require(keyring.Terms.Count == expected.Terms.Count, "a term is missing in the new keyring");
        for (int i = 0; i < keyring.Terms.Count; i++)
        {
            Require(
                keyring.Terms[i].Term == expected.Terms[i].Term
                    && CryptographicOperations.FixedTimeEquals(keyring.Terms[i].Borrow(), expected.Terms[i].Borrow()),
                "the new keyring holds another key");
        }
    }

    internal static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new CryptographicException($"Self-test: {otherwise}.");
        }
    }

    private static byte[] ValueAt(IReadOnlyList<RecordChange> changes, string path) =>
        changes.Single(change => change.Path == path).Value!;
}
