using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace KeyCeremonyConsole.Web.Live;

/// <summary>
/// A queue for snapshots: a reader that is behind gets the newest of each key, in the order in which the keys came.
/// It never holds more than one value for each key, so a slow reader costs neither memory nor the writer's time.
/// </summary>
/// <param name="versionOf">A value of a lower version never takes the place of one that waits.</param>
public sealed class NewestByKey<TKey, TValue>(Func<TValue, int> versionOf)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, TValue> _waiting = [];

    // Unbounded by itself, bounded by the dictionary: a key is in it at most once.
    private readonly Channel<TKey> _turns = Channel.CreateUnbounded<TKey>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Takes the place of what still waits for the key.</summary>
    public void Put(TKey key, TValue value)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(key, out TValue? waits))
            {
                _waiting.Add(key, value);
                _turns.Writer.TryWrite(key);
            }
            else if (versionOf(waits) <= versionOf(value))
            {
                _waiting[key] = value;
            }
        }
    }

    /// <summary>For one reader.</summary>
    public async IAsyncEnumerable<TValue> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (TKey key in _turns.Reader.ReadAllAsync(ct))
        {
            TValue? value;
            lock (_lock)
            {
                _waiting.Remove(key, out value);
            }

            yield return value!;
        }
    }
}
