using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>New recovery shares of a new recovery key. Neither the root key nor any data key changes.</summary>
internal static class RecoveryRekeying
{
    internal static async Task<PreparedDeal> PrepareAsync(
        Vessel vessel,
        SealTerms terms,
        ShareSetBook book,
        IReadOnlyList<SecretBytes> currentShares,
        ShareScheme scheme,
        RekeyEffect effect,
        CancellationToken ct)
    {
        IAutoSeal seal = terms.Provider(vessel);
        (await AuthoriseAsync(vessel, terms, currentShares, ct).ConfigureAwait(false))?.Dispose();
        using SecretBytes recoveryKey = SecretBytes.Random(TermKey.KeyLength);
        using var deal = new Deal(recoveryKey, scheme);
        DateTimeOffset now = vessel.Clock.GetUtcNow();
        DealtSet dealt = DealtSet.Of(
            deal.Shares, scheme, book.NextGeneration, SetStanding.Pending, now, ShareTarget.Recovery);
        ShareSetBook next = book.With(dealt);
        (RecordChange[] changes, MemoryChange? memory) = effect == RekeyEffect.AtOnce
            ? (await CommitAsync(seal, recoveryKey, scheme, next.Promote(now), ct).ConfigureAwait(false), null)
            : vessel.Barrier.Read(keyring => Rekeying.Keep(keyring, recoveryKey, dealt, next));
        return new PreparedDeal(vessel, changes, memory, deal.HandOver(), dealt.Set);
    }

    /// <summary>The records of a set that takes effect. Memory does not change.</summary>
    internal static async Task<RecordChange[]> CommitAsync(
        IAutoSeal seal, SecretBytes recoveryKey, ShareScheme scheme, ShareSetBook book, CancellationToken ct) =>
    [
        await ProviderRecords.WrapRecoveryKeyAsync(seal, recoveryKey, ct).ConfigureAwait(false),
        SealConfig.WriteRecovery(scheme),
        ShareSetsJson.Write(book),
    ];

    /// <summary>
    /// The recovery key that these shares give, or <see langword="null"/> when none was made yet: then nobody can be
    /// asked. The caller disposes it.
    /// </summary>
    /// <exception cref="EngineException">WrongShares; WrongSeal; or Damaged.</exception>
    /// <exception cref="SealProviderException">The provider cannot be reached, or refuses.</exception>
    internal static async Task<SecretBytes?> AuthoriseAsync(
        Vessel vessel, SealTerms terms, IReadOnlyList<SecretBytes> shares, CancellationToken ct)
    {
        byte[]? record = await vessel.Store.GetAsync(RecordPaths.RecoveryKey, ct).ConfigureAwait(false);
        if (terms.Scheme is null && record is null)
        {
            return null;
        }

        if (terms.Scheme is null || record is null)
        {
            throw EngineException.Damaged("the recovery key and its configuration do not fit together");
        }

        using SecretBytes recoveryKey =
            await ProviderRecords.UnwrapRecoveryKeyAsync(terms.Provider(vessel), record, ct).ConfigureAwait(false);
        return Candidate.RecoveryKey(shares, terms.Scheme, recoveryKey);
    }
}
