//
//  A new root key without anybody's share. The shares stay as they are and go on working:
//
//    Shamir     the KEK that the shares give lies inside the barrier; it wraps the new root key too. It is believed
//               only after it has opened the stored record, the very one that the holders' shares open. Were another
//               KEK used here, every share would be lost at the next seal (openbao/openbao, issue 2613).
//    provider   wraps the new root key; recovery shares are not concerned.
//
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

internal static class RootRotation
{
    internal static async Task<PreparedChange> PrepareAsync(Vessel vessel, CancellationToken ct)
    {
        SealTerms terms = await vessel.RequireOpenAsync(ct).ConfigureAwait(false);
        using SecretBytes rootKey = SecretBytes.Random(TermKey.KeyLength);
        if (terms.IsAuto)
        {
            RecordChange wrapped =
                await ProviderRecords.WrapRootKeyAsync(terms.Provider(vessel), rootKey, ct).ConfigureAwait(false);
            return vessel.Barrier.Read(keyring => Install(vessel, keyring, rootKey, wrapped, kek: null));
        }

        byte[] stored = await vessel.Store.ReadRequiredAsync(RecordPaths.StoredKeys, ct).ConfigureAwait(false);
        byte[] copy = await vessel.Store.ReadRequiredAsync(RecordPaths.ShamirKek, ct).ConfigureAwait(false);
        ShareSetBook book = await vessel.Store.ReadShareSetsAsync(ct).ConfigureAwait(false);
        return vessel.Barrier.Read(keyring =>
        {
            using SecretBytes kek = keyring.Find(BarrierRecord.TermOf(copy)).Decrypt(RecordPaths.ShamirKek, copy);
            Prove(kek, keyring, stored, terms.Scheme!, book);
            return Install(vessel, keyring, rootKey, StoredKeys.Wrap(kek, rootKey), kek);
        });
    }

    private static PreparedChange Install(
        Vessel vessel, Keyring keyring, SecretBytes rootKey, RecordChange storedKeys, SecretBytes? kek)
    {
        (RecordChange[] changes, MemoryChange memory) = NewRootKey.Install(keyring, rootKey, storedKeys, kek);
        return new PreparedChange(vessel, changes, memory);
    }

    private static void Prove(SecretBytes kek, Keyring keyring, byte[] stored, ShareScheme scheme, ShareSetBook book)
    {
        using SecretBytes? opened = kek.Length is 16 or 24 or 32 ? StoredKeys.Unwrap(kek, stored) : null;
        bool fits = opened is not null
            && opened.Matches(keyring.RootKey)
            && (scheme.Shares > 1 || book.Current is not { } only || only.NumberOf(kek) == 1); // The one share is the KEK itself.
        if (!fits)
        {
            throw EngineException.Damaged("the copy of the unseal key is not the key that the shares give");
        }
    }
}
