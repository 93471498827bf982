//
//  From a Shamir seal to a provider and back. The holders keep their shares; what these are good for changes:
//
//    to a provider   the key that the unseal shares give becomes the recovery key
//    to Shamir       the recovery key becomes the key that wraps the root key
//
//  Both ways a new root key, so that what the old seal wrapped opens nothing that is written afterwards. Source:
//  openbao/openbao, vault/core.go, migrateSeal; there in several writes, here all of it in one change.
//
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

internal static class Migrating
{
    internal static async Task<PreparedChange> PrepareAsync(
        Vessel vessel, IReadOnlyList<SecretBytes> shares, ShareTarget target, CancellationToken ct)
    {
        SealTerms terms = await vessel.RequireOpenAsync(ct).ConfigureAwait(false);
        ShareSetBook book = await vessel.Store.ReadShareSetsAsync(ct).ConfigureAwait(false);
        if (book.Pending is not null)
        {
            throw new EngineException(EngineFault.RekeyPending, "rekey already in progress");
        }

        if (terms.Target == target)
        {
            throw EngineException.WrongSeal($"the vault is sealed with '{terms.Type}' already");
        }

        ShareSetBook moved = book.Retarget(target);
        return target is ShareTarget.Recovery
            ? await ToProviderAsync(vessel, terms.Scheme!, shares, moved, ct).ConfigureAwait(false)
            : await ToShamirAsync(vessel, terms, shares, moved, ct).ConfigureAwait(false);
    }

    private static async Task<PreparedChange> ToProviderAsync(
        Vessel vessel, ShareScheme scheme, IReadOnlyList<SecretBytes> shares, ShareSetBook book, CancellationToken ct)
    {
        IAutoSeal seal = vessel.Seal ?? throw EngineException.WrongSeal("no seal provider is configured");
        byte[] stored = await vessel.Store.ReadRequiredAsync(RecordPaths.StoredKeys, ct).ConfigureAwait(false);
        using SecretBytes kek = vessel.Barrier.Read(keyring => Rekeying.Prove(keyring, shares, scheme, stored));
        using SecretBytes rootKey = SecretBytes.Random(TermKey.KeyLength);
        RecordChange wrapped = await ProviderRecords.WrapRootKeyAsync(seal, rootKey, ct).ConfigureAwait(false);
        RecordChange recovery = await ProviderRecords.WrapRecoveryKeyAsync(seal, kek, ct).ConfigureAwait(false);
        return vessel.Barrier.Read(keyring =>
        {
            (RecordChange[] changes, MemoryChange memory) = NewRootKey.Install(keyring, rootKey, wrapped, kek: null);
            return new PreparedChange(
                vessel,
                [
                    .. changes,
                    recovery,
                    SealConfig.WriteRecovery(scheme),
                    SealConfig.WriteAuto(seal.Type),
                    ShareSetsJson.Write(book),
                    new RecordChange(RecordPaths.ShamirKek, null),
                ],
                memory);
        });
    }

    private static async Task<PreparedChange> ToShamirAsync(
        Vessel vessel, SealTerms terms, IReadOnlyList<SecretBytes> shares, ShareSetBook book, CancellationToken ct)
    {
        using SecretBytes kek = await RecoveryRekeying.AuthoriseAsync(vessel, terms, shares, ct).ConfigureAwait(false)
            ?? throw EngineException.WrongSeal("there are no recovery shares that could become unseal shares");
        using SecretBytes rootKey = SecretBytes.Random(TermKey.KeyLength);
        return vessel.Barrier.Read(keyring =>
        {
            (RecordChange[] changes, MemoryChange memory) =
                NewRootKey.Install(keyring, rootKey, StoredKeys.Wrap(kek, rootKey), kek);
            return new PreparedChange(
                vessel,
                [
                    .. changes,
                    SealConfig.Write(terms.Scheme!),
                    ShareSetsJson.Write(book),
                    new RecordChange(RecordPaths.RecoveryKey, null),
                    new RecordChange(RecordPaths.RecoveryConfig, null),
                ],
                memory);
        });
    }
}
