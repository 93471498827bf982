using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Seals.Tests;

/// <summary>A dictionary, and a whole vault behind a seal: made, and opened by another process.</summary>
internal sealed class RecordStore : IPhysicalStore
{
    private readonly SortedDictionary<string, byte[]> _records = new(StringComparer.Ordinal);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal byte[] StoredKeys => _records[RecordPaths.StoredKeys];

    internal static async Task<RecordStore> InitialiseAsync(IAutoSeal seal)
    {
        var store = new RecordStore();
        using var engine = new SealEngine(store, TimeProvider.System, seal: seal);
        using PreparedChange vault = await engine.PrepareAutoInitialiseAsync(Ct);
        await store.SaveAsync(vault);
        Assert.False(engine.IsSealed);
        return store;
    }

    internal async Task OpenAsync(IAutoSeal seal)
    {
        using var engine = new SealEngine(this, TimeProvider.System, seal: seal);
        using PreparedChange open = await engine.PrepareAutoUnsealAsync(Ct);
        await SaveAsync(open);
        Assert.Equal(1, engine.ReadKeyStatus().Term);
    }

    internal void SpoilStoredKeys() => _records[RecordPaths.StoredKeys][10] ^= 1;

    public ValueTask<byte[]?> GetAsync(string path, CancellationToken ct) =>
        ValueTask.FromResult(_records.TryGetValue(path, out byte[]? value) ? [.. value] : (byte[]?)null);

    public ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<string>>([.. _records.Keys.Where(p => p.StartsWith(prefix, StringComparison.Ordinal))]);

    private async Task SaveAsync(PreparedChange change)
    {
        foreach (RecordChange record in change.Changes)
        {
            _records[record.Path] = record.Value!;
        }

        await change.AdoptAsync(Ct);
    }
}
