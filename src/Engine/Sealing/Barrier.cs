using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The keys in memory, or none. Readers go in parallel; whoever takes keys away waits for them.</summary>
internal sealed class Barrier : IDisposable
{
    private readonly ReaderWriterLockSlim _gate = new();
    private volatile Keyring? _keyring;
    private bool _disposed;

    internal bool IsSealed => _keyring is null;

    /// <summary>Counts the changes, so that a change prepared before another one is recognised. Read under the caller's lock.</summary>
    internal long Changes { get; private set; }

    /// <summary>Looks at the keys while nobody can take them away.</summary>
    /// <exception cref="EngineException">Sealed.</exception>
    internal T Read<T>(Func<Keyring, T> look)
    {
        _gate.EnterReadLock();
        try
        {
            return look(_keyring ?? throw EngineException.Sealed());
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    internal byte[]? TryEncrypt(string path, ReadOnlySpan<byte> plaintext)
    {
        _gate.EnterReadLock();
        try
        {
            TermKey key = (_keyring ?? throw EngineException.Sealed()).Active;
            return key.Count.TryTake() ? key.Encrypt(path, plaintext) : null;
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    internal SecretBytes Decrypt(string path, ReadOnlySpan<byte> record)
    {
        _gate.EnterReadLock();
        try
        {
            Keyring keyring = _keyring ?? throw EngineException.Sealed();
            return keyring.Find(BarrierRecord.TermOf(record)).Decrypt(path, record);
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    /// <summary>Changes the counts while nobody takes tickets.</summary>
    internal T Alone<T>(Func<Keyring, T> change)
    {
        _gate.EnterWriteLock();
        try
        {
            return change(_keyring ?? throw EngineException.Sealed());
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <summary>Makes a change effective.</summary>
    /// <param name="change">Given the keys, or none; gives the keys from now on. They may be the same.</param>
    internal void Switch(Func<Keyring?, Keyring?> change)
    {
        _gate.EnterWriteLock();
        try
        {
            Keyring? old = _keyring;
            _keyring = change(old);
            Changes++;
            if (!ReferenceEquals(old, _keyring))
            {
                old?.Dispose();
            }
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    internal void Seal() => Switch(_ => null);

    /// <summary>Wipes the keys. The lock stays usable, for readers that come late.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Seal();
        }
    }
}
