//
//  A rekey replaces the shares, the KEK they give, and the root key under it. Data keys stay.
//
//    AfterVerification:  deal ──▶ pending set and record ──▶ commit
//                                          └──▶ discard
//    AtOnce:             deal and commit in one
//
//  Until the commit is stored, the old shares open the vault; from then on only the new ones do.
//  Behind a seal provider the shares are recovery shares, and neither KEK nor root key is replaced.
//
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

internal static class Rekeying
{
    internal static async Task<PreparedDeal> PrepareAsync(
        Vessel vessel,
        IReadOnlyList<SecretBytes> currentShares,
        ShareScheme scheme,
        RekeyEffect effect,
        CancellationToken ct)
    {
        SealTerms terms = await vessel.RequireOpenAsync(ct).ConfigureAwait(false);
        ShareSetBook book = await vessel.Store.ReadShareSetsAsync(ct).ConfigureAwait(false);
        byte[]? pending = await vessel.Store.GetAsync(RecordPaths.PendingRekey, ct).ConfigureAwait(false);
        if (book.Pending is not null || pending is not null)
        {
            throw new EngineException(EngineFault.RekeyPending, "rekey already in progress");
        }

        if (terms.IsAuto)
        {
            return await RecoveryRekeying.PrepareAsync(vessel, terms, book, currentShares, scheme, effect, ct).ConfigureAwait(false);
        }

        byte[] storedKeys = await vessel.Store.ReadRequiredAsync(RecordPaths.StoredKeys, ct).ConfigureAwait(false);
        using SecretBytes kek = SecretBytes.Random(TermKey.KeyLength);
        using var deal = new Deal(kek, scheme);
        DateTimeOffset now = vessel.Clock.GetUtcNow();
        DealtSet dealt = DealtSet.Of(deal.Shares, scheme, book.NextGeneration, SetStanding.Pending, now);
        return vessel.Barrier.Read(keyring =>
        {
            Prove(keyring, currentShares, terms.Scheme!, storedKeys).Dispose();
            (RecordChange[] changes, MemoryChange memory) = effect == RekeyEffect.AtOnce
                ? Commit(keyring, kek, dealt, book.With(dealt).Promote(now))
                : Keep(keyring, kek, dealt, book.With(dealt));
            return new PreparedDeal(vessel, changes, memory, deal.HandOver(), dealt.Set);
        });
    }

    internal static async Task<PreparedDeal> PrepareAgainAsync(Vessel vessel, CancellationToken ct)
    {
        (_, ShareSetBook book, SecretBytes before) = await ReadPendingAsync(vessel, ct).ConfigureAwait(false);
        before.Dispose(); // Read only to know that the set is the one that was authorised.
        ShareSet pending = book.Pending!.Set;
        using SecretBytes key = SecretBytes.Random(TermKey.KeyLength);
        using var deal = new Deal(key, pending.Scheme);
        DealtSet dealt = DealtSet.Of(
            deal.Shares, pending.Scheme, pending.Generation, SetStanding.Pending, vessel.Clock.GetUtcNow(), pending.Target);
        return vessel.Barrier.Read(keyring =>
        {
            (RecordChange[] changes, MemoryChange memory) = Keep(keyring, key, dealt, book.WithoutPending().With(dealt));
            return new PreparedDeal(vessel, changes, memory, deal.HandOver(), dealt.Set);
        });
    }

    internal static async Task<PreparedChange> PrepareCommitAsync(Vessel vessel, CancellationToken ct)
    {
        (SealTerms terms, ShareSetBook book, SecretBytes read) = await ReadPendingAsync(vessel, ct).ConfigureAwait(false);
        using SecretBytes key = read;
        DealtSet pending = book.Pending!;
        ShareSetBook promoted = book.Promote(vessel.Clock.GetUtcNow());
        (RecordChange[] changes, MemoryChange? memory) = terms.IsAuto
            ? (await RecoveryRekeying.CommitAsync(terms.Provider(vessel), key, pending.Set.Scheme, promoted, ct).ConfigureAwait(false), null)
            : vessel.Barrier.Read(keyring => Commit(keyring, key, pending, promoted));
        return new PreparedChange(vessel, [.. changes, new RecordChange(RecordPaths.PendingRekey, null)], memory);
    }

    /// <summary>Only deletes and plaintext, so it needs no keys.</summary>
    internal static async Task<PreparedChange> PrepareDiscardAsync(Vessel vessel, CancellationToken ct)
    {
        await vessel.Store.ReadTermsAsync(ct).ConfigureAwait(false);
        ShareSetBook book = await vessel.Store.ReadShareSetsAsync(ct).ConfigureAwait(false);
        byte[]? record = await vessel.Store.GetAsync(RecordPaths.PendingRekey, ct).ConfigureAwait(false);
        if (record is null && book.Pending is null)
        {
            throw NothingPending();
        }

        RecordChange[] changes =
            [new(RecordPaths.PendingRekey, null), ShareSetsJson.Write(book.WithoutPending())];
        return new PreparedChange(vessel, changes, memory: null);
    }

    // The key is the caller's to dispose.
    private static async Task<(SealTerms Terms, ShareSetBook Book, SecretBytes Key)> ReadPendingAsync(Vessel vessel, CancellationToken ct)
    {
        SealTerms terms = await vessel.RequireOpenAsync(ct).ConfigureAwait(false);
        ShareSetBook book = await vessel.Store.ReadShareSetsAsync(ct).ConfigureAwait(false);
        byte[] record = await vessel.Store.GetAsync(RecordPaths.PendingRekey, ct).ConfigureAwait(false) ?? throw NothingPending();
        SecretBytes key = vessel.Barrier.Read(keyring => PendingRekey.Open(keyring, book.Pending, record));
        if (book.Pending!.Set.Target == terms.Target)
        {
            return (terms, book, key);
        }

        key.Dispose();
        throw EngineException.Damaged("the pending share set is not for this kind of seal");
    }

    private static EngineException NothingPending() =>
        new(EngineFault.NothingPending, "no rekey verification in progress");

    /// <summary>The key that these shares give, if it is the one that opens the vault; the caller disposes it.</summary>
    /// <exception cref="EngineException">WrongShares: it is not.</exception>
    internal static SecretBytes Prove(
        Keyring keyring, IReadOnlyList<SecretBytes> shares, ShareScheme scheme, byte[] storedKeys)
    {
        SecretBytes kek = Candidate.Kek(shares, scheme, "failed to compute root key: ");
        try
        {
            using SecretBytes rootKey = Candidate.RootKey(kek, storedKeys, "failed to read root key: ");
            return rootKey.Matches(keyring.RootKey) ? kek : throw EngineException.WrongShares("root key verification failed");
        }
        catch
        {
            kek.Dispose();
            throw;
        }
    }

    /// <summary>What is stored of a new key until its shares are verified.</summary>
    internal static (RecordChange[] Changes, MemoryChange Memory) Keep(
        Keyring keyring, SecretBytes kek, DealtSet dealt, ShareSetBook book)
    {
        const int Encryptions = 1;
        RecordChange[] changes =
        [
            PendingRekey.Seal(keyring.Active, dealt, kek),
            KeyringRecord.Seal(keyring, keyring.Active.Count.Reserved + Encryptions),
            ShareSetsJson.Write(book),
        ];
        return (changes, Counting.Made(Encryptions));
    }

    private static (RecordChange[] Changes, MemoryChange Memory) Commit(
        Keyring keyring, SecretBytes kek, DealtSet dealt, ShareSetBook book)
    {
        using SecretBytes rootKey = SecretBytes.Random(TermKey.KeyLength);
        (RecordChange[] changes, MemoryChange memory) =
            NewRootKey.Install(keyring, rootKey, StoredKeys.Wrap(kek, rootKey), kek);
        return ([.. changes, SealConfig.Write(dealt.Set.Scheme), ShareSetsJson.Write(book)], memory);
    }
}
