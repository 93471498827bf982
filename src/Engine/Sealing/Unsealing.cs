using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>From shares to keys in memory.</summary>
internal static class Unsealing
{
    internal static async Task<PreparedChange> PrepareAsync(
        Vessel vessel, IReadOnlyList<SecretBytes> shares, CancellationToken ct)
    {
        if (!vessel.Barrier.IsSealed)
        {
            throw new EngineException(EngineFault.AlreadyUnsealed, "vault is unsealed");
        }

        ShareScheme scheme = await vessel.Store.ReadSchemeAsync(ct).ConfigureAwait(false);
        byte[] storedKeys = await vessel.Store.ReadRequiredAsync(RecordPaths.StoredKeys, ct).ConfigureAwait(false);
        byte[] record = await vessel.Store.ReadRequiredAsync(RecordPaths.Keyring, ct).ConfigureAwait(false);
        using SecretBytes kek = Candidate.Kek(shares, scheme, "invalid key: failed to compute combined key: ");
        using SecretBytes rootKey = Candidate.RootKey(kek, storedKeys, "unable to retrieve stored keys: ");
        Keyring keyring = await RetiredTerms.ReadIntoAsync(vessel.Store, KeyringRecord.Open(rootKey, record), ct).ConfigureAwait(false);
        return new PreparedChange(vessel, [], new MemoryChange(_ => keyring, keyring.Dispose));
    }
}
