using System.Text.Json;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The record of the retired terms: a JSON array of numbers, inside the barrier so that nobody else can write it.</summary>
internal static class RetiredTerms
{
    /// <summary>How often <see cref="Seal"/> uses the active data key.</summary>
    internal const int Encryptions = 1;

    internal static RecordChange Seal(TermKey key, IReadOnlySet<int> retired)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(retired.Order().ToArray());
        return new RecordChange(RecordPaths.RetiredTerms, key.Encrypt(RecordPaths.RetiredTerms, json));
    }

    /// <summary>The keyring that knows its retired terms. The one that was given is used up.</summary>
    /// <exception cref="EngineException">Damaged: the record was altered.</exception>
    internal static async Task<Keyring> ReadIntoAsync(IPhysicalStore store, Keyring keyring, CancellationToken ct)
    {
        try
        {
            byte[]? record = await store.GetAsync(RecordPaths.RetiredTerms, ct).ConfigureAwait(false);
            return record is null ? keyring.With(keyring.Retired) : keyring.With(Open(keyring, record));
        }
        finally
        {
            keyring.Dispose();
        }
    }

    private static HashSet<int> Open(Keyring keyring, byte[] record)
    {
        try
        {
            using SecretBytes json = keyring.Find(BarrierRecord.TermOf(record)).Decrypt(RecordPaths.RetiredTerms, record);
            return [.. JsonSerializer.Deserialize<int[]>(json.Borrow()) ?? []];
        }
        catch (Exception e) when (e is JsonException or EngineException)
        {
            throw EngineException.Damaged($"{RecordPaths.RetiredTerms} is unreadable", e);
        }
    }
}
