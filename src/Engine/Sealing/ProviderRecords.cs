using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The records that a seal provider wraps. Each is opened again before it leaves here.</summary>
internal static class ProviderRecords
{
    /// <exception cref="SealProviderException">The provider cannot be reached, or refuses.</exception>
    internal static async Task<RecordChange> WrapRootKeyAsync(IAutoSeal seal, SecretBytes rootKey, CancellationToken ct)
    {
        using SecretBytes json = StoredKeys.Json(rootKey);
        return await WrapAsync(seal, RecordPaths.StoredKeys, json, ct).ConfigureAwait(false);
    }

    /// <exception cref="SealProviderException">The provider cannot be reached, or refuses.</exception>
    internal static Task<RecordChange> WrapRecoveryKeyAsync(IAutoSeal seal, SecretBytes recoveryKey, CancellationToken ct) =>
        WrapAsync(seal, RecordPaths.RecoveryKey, recoveryKey, ct);

    /// <summary>The root key; the caller disposes it.</summary>
    /// <exception cref="EngineException">Damaged: what was wrapped is no root key.</exception>
    /// <exception cref="SealProviderException">The provider cannot be reached, or refuses.</exception>
    internal static async Task<SecretBytes> UnwrapRootKeyAsync(IAutoSeal seal, byte[] record, CancellationToken ct)
    {
        using SecretBytes json = await seal.DecryptAsync(BlobInfo.Read(record), ct).ConfigureAwait(false);
        return StoredKeys.Parse(json);
    }

    /// <summary>The recovery key; the caller disposes it.</summary>
    /// <exception cref="SealProviderException">The provider cannot be reached, or refuses.</exception>
    internal static Task<SecretBytes> UnwrapRecoveryKeyAsync(IAutoSeal seal, byte[] record, CancellationToken ct) =>
        seal.DecryptAsync(BlobInfo.Read(record), ct);

    private static async Task<RecordChange> WrapAsync(IAutoSeal seal, string path, SecretBytes plaintext, CancellationToken ct)
    {
        byte[] record = BlobInfo.Write(await seal.EncryptAsync(plaintext, ct).ConfigureAwait(false));
        using SecretBytes opened = await seal.DecryptAsync(BlobInfo.Read(record), ct).ConfigureAwait(false);
        SelfTest.Require(opened.Matches(plaintext), "the seal provider does not give back what it was given");
        return new RecordChange(path, record);
    }
}
