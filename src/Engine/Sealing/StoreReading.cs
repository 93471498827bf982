using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The records of the store that can be read without a key.</summary>
internal static class StoreReading
{
    /// <exception cref="EngineException">NotInitialized; or Damaged.</exception>
    internal static async Task<SealTerms> ReadTermsAsync(this IPhysicalStore store, CancellationToken ct)
    {
        byte[] record = await store.GetAsync(RecordPaths.SealConfig, ct).ConfigureAwait(false)
            ?? throw EngineException.NotInitialized();
        string type = SealConfig.ReadType(record);
        if (type == SealConfig.Shamir)
        {
            return new SealTerms(type, SealConfig.Read(record));
        }

        byte[] recovery = await store.ReadRequiredAsync(RecordPaths.RecoveryConfig, ct).ConfigureAwait(false);
        return new SealTerms(type, SealConfig.ReadRecovery(recovery));
    }

    /// <exception cref="EngineException">Damaged.</exception>
    internal static async Task<ShareSetBook> ReadShareSetsAsync(this IPhysicalStore store, CancellationToken ct) =>
        ShareSetsJson.Read(await store.GetAsync(RecordPaths.ShareSets, ct).ConfigureAwait(false));

    /// <summary>A record that an initialised vault always has.</summary>
    /// <exception cref="EngineException">Damaged: it is not there.</exception>
    internal static async Task<byte[]> ReadRequiredAsync(this IPhysicalStore store, string path, CancellationToken ct) =>
        await store.GetAsync(path, ct).ConfigureAwait(false)
            ?? throw EngineException.Damaged($"{path} is missing");
}
