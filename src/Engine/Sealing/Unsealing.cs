using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>From shares, or from a seal provider, to keys in memory.</summary>
internal static class Unsealing
{
    internal static async Task<PreparedChange> PrepareAsync(
        Vessel vessel, IReadOnlyList<SecretBytes> shares, CancellationToken ct)
    {
        if (!vessel.Barrier.IsSealed)
        {
            throw new EngineException(EngineFault.AlreadyUnsealed, "vault is unsealed");
        }

        SealTerms terms = await vessel.Store.ReadTermsAsync(ct).ConfigureAwait(false);
        if (terms.IsAuto)
        {
            // Upstream's manual unseal: recovery shares decrypt nothing, they only show that somebody may have the provider asked.
            using SecretBytes allowed = await RecoveryRekeying.AuthoriseAsync(vessel, terms, shares, ct).ConfigureAwait(false)
                ?? throw EngineException.WrongSeal("there are no recovery shares that could authorise anything");
            return await PrepareAutoAsync(vessel, ct).ConfigureAwait(false);
        }

        byte[] storedKeys = await vessel.Store.ReadRequiredAsync(RecordPaths.StoredKeys, ct).ConfigureAwait(false);
        byte[] record = await vessel.Store.ReadRequiredAsync(RecordPaths.Keyring, ct).ConfigureAwait(false);
        using SecretBytes kek = Candidate.Kek(shares, terms.Scheme!, "invalid key: failed to compute combined key: ");
        using SecretBytes rootKey = Candidate.RootKey(kek, storedKeys, "unable to retrieve stored keys: ");
        return await OpenAsync(vessel, rootKey, record, ct).ConfigureAwait(false);
    }

    internal static async Task<PreparedChange> PrepareAutoAsync(Vessel vessel, CancellationToken ct)
    {
        if (!vessel.Barrier.IsSealed)
        {
            throw new EngineException(EngineFault.AlreadyUnsealed, "vault is unsealed");
        }

        SealTerms terms = await vessel.Store.ReadTermsAsync(ct).ConfigureAwait(false);
        IAutoSeal seal = terms.Provider(vessel);
        byte[] storedKeys = await vessel.Store.ReadRequiredAsync(RecordPaths.StoredKeys, ct).ConfigureAwait(false);
        byte[] record = await vessel.Store.ReadRequiredAsync(RecordPaths.Keyring, ct).ConfigureAwait(false);
        using SecretBytes rootKey = await ProviderRecords.UnwrapRootKeyAsync(seal, storedKeys, ct).ConfigureAwait(false);
        return await OpenAsync(vessel, rootKey, record, ct).ConfigureAwait(false);
    }

    private static async Task<PreparedChange> OpenAsync(Vessel vessel, SecretBytes rootKey, byte[] record, CancellationToken ct)
    {
        Keyring keyring = await RetiredTerms.ReadIntoAsync(vessel.Store, KeyringRecord.Open(rootKey, record), ct).ConfigureAwait(false);
        try
        {
            await KeyCopies.RequireNoNewerAsync(vessel.Store, keyring, ct).ConfigureAwait(false);
            return new PreparedChange(vessel, [], new MemoryChange(_ => keyring, keyring.Dispose));
        }
        catch
        {
            keyring.Dispose();
            throw;
        }
    }
}
