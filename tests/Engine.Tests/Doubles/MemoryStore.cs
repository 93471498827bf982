using System.Collections.Concurrent;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Tests.Doubles;

/// <summary>A dictionary, and three ways for it to go wrong.</summary>
internal sealed class MemoryStore : IPhysicalStore
{
    private readonly ConcurrentDictionary<string, byte[]> _records = new(StringComparer.Ordinal);

    internal string? LosesWritesTo { get; set; }

    internal string? BreaksOn { get; set; }

    internal IEnumerable<string> Paths => _records.Keys.Order(StringComparer.Ordinal);

    internal byte[] this[string path]
    {
        get => _records[path];
        set => _records[path] = value;
    }

    internal void Save(IEnumerable<RecordChange> changes)
    {
        foreach (RecordChange change in changes.Where(change => change.Path != LosesWritesTo))
        {
            if (change.Value is null)
            {
                _records.TryRemove(change.Path, out _);
            }
            else
            {
                _records[change.Path] = [.. change.Value];
            }
        }
    }

    internal void Remove(string path) => _records.TryRemove(path, out _);

    /// <summary>As it is now; later changes do not show.</summary>
    internal MemoryStore Snapshot()
    {
        var copy = new MemoryStore();
        copy.Save(_records.Select(record => new RecordChange(record.Key, record.Value)));
        return copy;
    }

    internal bool Equals(MemoryStore other) =>
        Paths.SequenceEqual(other.Paths) && Paths.All(path => Enumerable.SequenceEqual(this[path], other[path]));

    public ValueTask<byte[]?> GetAsync(string path, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return path == BreaksOn
            ? throw new IOException("the disk is gone")
            : ValueTask.FromResult(_records.TryGetValue(path, out byte[]? value) ? [.. value] : (byte[]?)null);
    }

    public ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<string>>(
            [.. Paths.Where(path => path.StartsWith(prefix, StringComparison.Ordinal))]);
}
