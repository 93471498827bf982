using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>A new vault behind a seal provider. It is open as soon as it is stored.</summary>
internal static class AutoInitialisation
{
    /// <summary>Without recovery shares; they can be made later.</summary>
    internal static Task<PreparedChange> PrepareAsync(Vessel vessel, IReadOnlyList<PlainRecord> contents, CancellationToken ct) => PrepareAsync(
        vessel,
        contents,
        (_, _) => Task.FromResult<RecordChange[]>([SealConfig.WriteRecovery(null), ShareSetsJson.Write(ShareSetBook.Empty)]),
        encryptions: 0,
        (changes, memory) => new PreparedChange(vessel, changes, memory),
        ct);

    /// <summary>With recovery shares: in force at once, or waiting for their verification.</summary>
    internal static async Task<PreparedDeal> PrepareAsync(
        Vessel vessel, ShareScheme scheme, RekeyEffect effect, IReadOnlyList<PlainRecord> contents, CancellationToken ct)
    {
        bool atOnce = effect is RekeyEffect.AtOnce;
        DateTimeOffset now = vessel.Clock.GetUtcNow();
        using SecretBytes recoveryKey = SecretBytes.Random(TermKey.KeyLength);
        using var deal = new Deal(recoveryKey, scheme);
        DealtSet dealt = DealtSet.Of(
            deal.Shares, scheme, generation: 1, atOnce ? SetStanding.Current : SetStanding.Pending, now, ShareTarget.Recovery);
        RecordChange sets = ShareSetsJson.Write(ShareSetBook.Empty.With(dealt));
        return await PrepareAsync(
            vessel,
            contents,
            async (seal, keyring) => atOnce
                ? [await ProviderRecords.WrapRecoveryKeyAsync(seal, recoveryKey, ct).ConfigureAwait(false), SealConfig.WriteRecovery(scheme), sets]
                : [PendingRekey.Seal(keyring.Active, dealt, recoveryKey), SealConfig.WriteRecovery(null), sets],
            encryptions: atOnce ? 0 : 1,
            (changes, memory) => new PreparedDeal(vessel, changes, memory, deal.HandOver(), dealt.Set),
            ct).ConfigureAwait(false);
    }

    private static async Task<TChange> PrepareAsync<TChange>(
        Vessel vessel,
        IReadOnlyList<PlainRecord> contents,
        Func<IAutoSeal, Keyring, Task<RecordChange[]>> recovery,
        int encryptions,
        Func<RecordChange[], MemoryChange, TChange> finish,
        CancellationToken ct)
    {
        IAutoSeal seal = vessel.Seal ?? throw EngineException.WrongSeal("no seal provider is configured");
        await Initialisation.RequireEmptyAsync(vessel.Store, ct).ConfigureAwait(false);
        Keyring keyring = Initialisation.NewKeyring(
            vessel.Clock.GetUtcNow(), encryptions + contents.Count + 1, vessel.Limits.Default); // One for the copy of the root key.
        try
        {
            RecordChange[] changes =
            [
                SealConfig.WriteAuto(seal.Type),
                await ProviderRecords.WrapRootKeyAsync(seal, keyring.RootKey, ct).ConfigureAwait(false),
                KeyringRecord.Seal(keyring, keyring.Active.Count.Reserved),
                KeyCopies.RootKey(keyring),
                .. await recovery(seal, keyring).ConfigureAwait(false),
                .. contents.Select(record => record.Seal(keyring.Active)),
            ];
            SelfTest.RootKeyOpens(keyring.RootKey, changes, keyring);
            return finish(changes, new MemoryChange(_ => keyring, keyring.Dispose));
        }
        catch
        {
            keyring.Dispose();
            throw;
        }
    }
}
