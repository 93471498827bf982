using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>From shares to the KEK they claim to give, and from that to the root key.</summary>
internal static class Candidate
{
    /// <summary>The KEK; the caller disposes it. Right or wrong is not known yet.</summary>
    /// <exception cref="EngineException">WrongShares: they cannot be shares of one key.</exception>
    internal static SecretBytes Kek(IReadOnlyList<SecretBytes> shares, ShareScheme scheme, string prefix)
    {
        SecretBytes kek;
        try
        {
            kek = scheme.Shares == 1 && shares.Count == 1 ? shares[0].Copy() : ShamirSharing.Combine(shares);
        }
        catch (ArgumentException e)
        {
            throw EngineException.WrongShares(prefix + e.Message, e);
        }

        return RequireKeySize(kek);
    }

    /// <summary>The recovery key, if that is what the shares give; the caller disposes it.</summary>
    /// <exception cref="EngineException">WrongShares: they give something else.</exception>
    internal static SecretBytes RecoveryKey(IReadOnlyList<SecretBytes> shares, ShareScheme scheme, SecretBytes recoveryKey)
    {
        SecretBytes candidate = Kek(shares, scheme, "failed to compute recovery key: ");
        if (candidate.Matches(recoveryKey))
        {
            return candidate;
        }

        candidate.Dispose();
        throw EngineException.WrongShares("recovery key verification failed: recovery key does not match submitted values");
    }

    private static SecretBytes RequireKeySize(SecretBytes kek)
    {
        if (kek.Length is 16 or 24 or 32)
        {
            return kek;
        }

        int length = kek.Length;
        kek.Dispose();
        throw EngineException.WrongShares(
            $"invalid key: failed to setup unseal key: crypto/aes: invalid key size {length}");
    }

    /// <summary>The root key; the caller disposes it.</summary>
    /// <exception cref="EngineException">WrongShares: the KEK does not open it.</exception>
    internal static SecretBytes RootKey(SecretBytes kek, byte[] storedKeys, string prefix) =>
        StoredKeys.Unwrap(kek, storedKeys) ?? throw EngineException.WrongShares(
            prefix + "invalid key: failed to decrypt keys from storage: cipher: message authentication failed");
}
