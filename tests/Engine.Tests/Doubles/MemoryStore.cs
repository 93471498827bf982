using System.Collections.Concurrent;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Tests.Doubles;

/// <summary>A dictionary that keeps to what the engine asks of a store, and three ways for it to go wrong.</summary>
internal sealed class MemoryStore : IPhysicalStore, IRecordTerms, IPlainRecords
{
    private readonly ConcurrentDictionary<string, byte[]> _records = new(StringComparer.Ordinal);

    private readonly HashSet<int> _closed = [];

    internal string? LosesWritesTo { get; set; }

    internal string? BreaksOn { get; set; }

    internal IEnumerable<string> Paths => _records.Keys.Order(StringComparer.Ordinal);

    internal byte[] this[string path]
    {
        get => _records[path];
        set => _records[path] = value;
    }

    byte[] IPlainRecords.this[string path] => this[path];

    /// <summary>All of it, or nothing when a record is not what it replaces, or a closed term is or would be in use.</summary>
    internal bool TrySave(IReadOnlyCollection<RecordChange> changes, int? closes = null)
    {
        bool replaced = changes.Any(change =>
            change.Replaces is { } before && !(_records.TryGetValue(change.Path, out byte[]? now) && Enumerable.SequenceEqual(now, before)));
        bool closed = changes.Any(change => change.Value is not null && _closed.Contains(IRecordTerms.TermOf(change.Path, change.Value)));
        if (replaced || closed || (closes is { } term && Of(term).Any()))
        {
            return false;
        }

        if (closes is { } now)
        {
            _closed.Add(now);
        }

        Save(changes);
        return true;
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
        copy._closed.UnionWith(_closed);
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

    public Task<IReadOnlyDictionary<int, long>> CountRecordsByTermAsync(int highest, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<int, long>>(
            Enumerable.Range(1, highest).Where(term => Of(term).Any()).ToDictionary(term => term, term => (long)Of(term).Count()));

    public Task<IReadOnlyList<string>> ListRecordsOfTermAsync(int term, string after, int take, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string>>(
            [.. Of(term).Where(path => string.CompareOrdinal(path, after) > 0).Take(take)]);

    private IEnumerable<string> Of(int term) => Paths.Where(path => IRecordTerms.TermOf(path, this[path]) == term);

}
