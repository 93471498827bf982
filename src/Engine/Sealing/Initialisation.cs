using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>A vault begins, or is taken back before anybody used it.</summary>
internal static class Initialisation
{
    private static readonly string[] Written =
    [
        RecordPaths.SealConfig, RecordPaths.StoredKeys, RecordPaths.Keyring,
        RecordPaths.RootKey, RecordPaths.ShamirKek, RecordPaths.ShareSets,
        RecordPaths.RecoveryConfig, RecordPaths.RecoveryKey,
    ];

    internal static async Task<PreparedDeal> PrepareAsync(
        Vessel vessel, ShareScheme scheme, IReadOnlyList<PlainRecord> contents, CancellationToken ct)
    {
        await RequireEmptyAsync(vessel.Store, ct).ConfigureAwait(false);
        DateTimeOffset now = vessel.Clock.GetUtcNow();
        using SecretBytes kek = SecretBytes.Random(TermKey.KeyLength);
        using Keyring keyring = NewKeyring(now, KeyCopies.Encryptions + contents.Count, vessel.Limits.Default);
        using var deal = new Deal(kek, scheme);
        DealtSet dealt = DealtSet.Of(deal.Shares, scheme, generation: 1, SetStanding.Current, now);
        RecordChange[] changes =
        [
            SealConfig.Write(scheme),
            StoredKeys.Wrap(kek, keyring.RootKey),
            KeyringRecord.Seal(keyring, keyring.Active.Count.Reserved),
            .. KeyCopies.Seal(keyring, kek),
            ShareSetsJson.Write(ShareSetBook.Empty.With(dealt)),
            .. contents.Select(record => record.Seal(keyring.Active)),
        ];
        SelfTest.KekOpens(kek, changes, keyring);
        return new PreparedDeal(vessel, changes, memory: null, deal.HandOver(), dealt.Set);
    }

    internal static async Task<PreparedChange> PrepareDiscardAsync(Vessel vessel, CancellationToken ct)
    {
        if (!vessel.Barrier.IsSealed)
        {
            throw new EngineException(EngineFault.AlreadyUnsealed, "vault is unsealed");
        }

        await vessel.Store.ReadTermsAsync(ct).ConfigureAwait(false);
        await RequireUnusedAsync(vessel.Store, ct).ConfigureAwait(false);
        return new PreparedChange(
            vessel, [.. Written.Select(path => new RecordChange(path, null))], memory: null);
    }

    private static async Task RequireUnusedAsync(IPhysicalStore store, CancellationToken ct)
    {
        ShareSetBook book = await store.ReadShareSetsAsync(ct).ConfigureAwait(false);
        IReadOnlyList<string> paths = await store.ListAsync("", ct).ConfigureAwait(false);
        bool used = book.Sets is not [{ Set.Generation: 1 }]
            || paths.Any(path => !path.StartsWith("console/", StringComparison.Ordinal) && !Written.Contains(path));
        if (used)
        {
            throw new EngineException(EngineFault.AlreadyInitialized, "Vault is already initialized and in use");
        }
    }

    /// <summary>A new root key and the first data key, which is about to be used so often.</summary>
    internal static Keyring NewKeyring(DateTimeOffset now, int encryptions, RotationConfig rotation)
    {
        var count = new EncryptionCount(encryptions, encryptions);
        var first = new TermKey(1, SecretBytes.Random(TermKey.KeyLength), now, count);
        return new Keyring(SecretBytes.Random(TermKey.KeyLength), [first], rotation);
    }

    /// <summary>Not only the seal configuration: half a vault must not be written over either.</summary>
    /// <exception cref="EngineException">AlreadyInitialized.</exception>
    internal static async Task RequireEmptyAsync(IPhysicalStore store, CancellationToken ct)
    {
        foreach (string path in Written)
        {
            if (await store.GetAsync(path, ct).ConfigureAwait(false) is not null)
            {
                throw new EngineException(EngineFault.AlreadyInitialized, "Vault is already initialized");
            }
        }
    }
}
