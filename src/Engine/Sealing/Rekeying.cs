//
//  A rekey replaces the shares, the KEK they give, and the root key under it. Data keys stay.
//
//    AfterVerification:  deal ──▶ pending set and record ──▶ commit
//                                          └──▶ discard
//    AtOnce:             deal and commit in one
//
//  Until the commit is stored, the old shares open the vault; from then on only the new ones do.
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
        ShareScheme current = await RequireReadyAsync(vessel, ct).ConfigureAwait(false);
        ShareSetBook book = await vessel.Store.ReadShareSetsAsync(ct).ConfigureAwait(false);
        byte[]? pending = await vessel.Store.GetAsync(RecordPaths.PendingRekey, ct).ConfigureAwait(false);
        if (book.Pending is not null || pending is not null)
        {
            throw new EngineException(EngineFault.RekeyPending, "rekey already in progress");
        }

        byte[] storedKeys = await vessel.Store.ReadRequiredAsync(RecordPaths.StoredKeys, ct).ConfigureAwait(false);
        using SecretBytes kek = SecretBytes.Random(TermKey.KeyLength);
        using var deal = new Deal(kek, scheme);
        DateTimeOffset now = vessel.Clock.GetUtcNow();
        DealtSet dealt = DealtSet.Of(deal.Shares, scheme, book.NextGeneration, SetStanding.Pending, now);
        return vessel.Barrier.Read(keyring =>
        {
            Prove(keyring, currentShares, current, storedKeys);
            (RecordChange[] changes, MemoryChange memory) = effect == RekeyEffect.AtOnce
                ? Commit(keyring, kek, dealt, book.With(dealt).Promote(now))
                : Keep(keyring, kek, dealt, book.With(dealt));
            return new PreparedDeal(vessel, changes, memory, deal.HandOver(), dealt.Set);
        });
    }

    internal static async Task<PreparedChange> PrepareCommitAsync(Vessel vessel, CancellationToken ct)
    {
        await RequireReadyAsync(vessel, ct).ConfigureAwait(false);
        ShareSetBook book = await vessel.Store.ReadShareSetsAsync(ct).ConfigureAwait(false);
        byte[]? record = await vessel.Store.GetAsync(RecordPaths.PendingRekey, ct).ConfigureAwait(false);
        if (record is null)
        {
            throw NothingPending();
        }

        ShareSetBook promoted = book.Promote(vessel.Clock.GetUtcNow());
        return vessel.Barrier.Read(keyring =>
        {
            using SecretBytes kek = PendingRekey.Open(keyring, book.Pending, record);
            (RecordChange[] changes, MemoryChange memory) = Commit(keyring, kek, book.Pending!, promoted);
            return new PreparedChange(
                vessel, [.. changes, new RecordChange(RecordPaths.PendingRekey, null)], memory);
        });
    }

    /// <summary>Only deletes and plaintext, so it needs no keys.</summary>
    internal static async Task<PreparedChange> PrepareDiscardAsync(Vessel vessel, CancellationToken ct)
    {
        await vessel.Store.ReadSchemeAsync(ct).ConfigureAwait(false);
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

    private static EngineException NothingPending() =>
        new(EngineFault.NothingPending, "no rekey verification in progress");

    private static async Task<ShareScheme> RequireReadyAsync(Vessel vessel, CancellationToken ct) =>
        vessel.Barrier.IsSealed
            ? throw EngineException.Sealed()
            : await vessel.Store.ReadSchemeAsync(ct).ConfigureAwait(false);

    private static void Prove(
        Keyring keyring, IReadOnlyList<SecretBytes> shares, ShareScheme scheme, byte[] storedKeys)
    {
        using SecretBytes kek = Candidate.Kek(shares, scheme, "failed to compute root key: ");
        using SecretBytes rootKey = Candidate.RootKey(kek, storedKeys, "failed to read root key: ");
        if (!rootKey.Matches(keyring.RootKey))
        {
            throw EngineException.WrongShares("root key verification failed");
        }
    }

    private static (RecordChange[] Changes, MemoryChange Memory) Keep(
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
        Keyring next = keyring.With(SecretBytes.Random(TermKey.KeyLength));
        try
        {
            RecordChange[] changes =
            [
                StoredKeys.Wrap(kek, next.RootKey),
                KeyringRecord.Seal(next, next.Active.Count.Reserved + KeyCopies.Encryptions),
                .. KeyCopies.Seal(next, kek),
                SealConfig.Write(dealt.Set.Scheme),
                ShareSetsJson.Write(book),
            ];
            SelfTest.KekOpens(kek, changes, next);
            return (changes, new MemoryChange(_ => Counting.AddMade(next, KeyCopies.Encryptions), next.Dispose));
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }
}
