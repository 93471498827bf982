using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Something the engine is ready to do: first what must be stored, then what changes in memory.</summary>
/// <remarks>
/// Save <see cref="Changes"/> in one transaction, then call <see cref="AdoptAsync"/>. Disposing without
/// adopting wipes what was prepared and leaves memory as it was; that is right only when nothing was
/// saved. When a save ends in doubt, ask <see cref="IsStoredAsync"/>, then adopt or dispose; never guess.
/// Prepare, save and adopt belong under one lock of the caller's.
/// </remarks>
public class PreparedChange : IDisposable
{
    private readonly Vessel _vessel;
    private readonly MemoryChange? _memory;
    private readonly long _preparedAfter;
    private bool _adopted;
    private bool _disposed;

    internal PreparedChange(Vessel vessel, IReadOnlyList<RecordChange> changes, MemoryChange? memory)
    {
        _vessel = vessel;
        _memory = memory;
        _preparedAfter = vessel.Barrier.Changes;
        Changes = changes;
    }

    /// <summary>What to store, all of it in one transaction. Empty when only memory changes.</summary>
    public IReadOnlyList<RecordChange> Changes { get; }

    /// <summary>Reads every change back from the store, then makes it effective in memory.</summary>
    /// <param name="ct">Ends the reading; the engine then seals itself, for it cannot know what is stored.</param>
    /// <exception cref="EngineException">
    /// Damaged: the store holds something else, could not be read, or another change came in between;
    /// the engine is sealed now. Sealed: it was sealed in between.
    /// </exception>
    /// <exception cref="InvalidOperationException">It was adopted already.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    /// <exception cref="OperationCanceledException">The reading was ended; the engine is sealed now.</exception>
    public async Task AdoptAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_adopted)
        {
            throw new InvalidOperationException("This change was adopted already.");
        }

        try
        {
            await ConfirmAsync(ct).ConfigureAwait(false);
            SwitchMemory();
        }
        catch
        {
            // Memory and store may differ: a later write from this memory could undo what was stored.
            _vessel.Barrier.Seal();
            throw;
        }
    }

    /// <summary>Whether the store holds every change, for a caller whose save failed and may have been stored all the same.</summary>
    /// <remarks>When that cannot be read, the engine seals itself: nobody knows which keys are right.</remarks>
    /// <exception cref="EngineException">Damaged: the store could not be read; the engine is sealed now.</exception>
    public async Task<bool> IsStoredAsync()
    {
        try
        {
            await ConfirmAsync(CancellationToken.None).ConfigureAwait(false);
            return Changes.Count > 0;
        }
        catch (EngineException unread) when (unread.InnerException is not null)
        {
            _vessel.Barrier.Seal();
            throw;
        }
        catch (EngineException)
        {
            return false;
        }
    }

    /// <summary>Wipes what was prepared, unless it was adopted.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Wipes what was prepared, unless it was adopted.</summary>
    /// <param name="disposing">Always; no finalizer calls this.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!_disposed && !_adopted)
        {
            _memory?.Abandon();
        }

        _disposed = true;
    }

    private async Task ConfirmAsync(CancellationToken ct)
    {
        foreach (RecordChange change in Changes)
        {
            byte[]? stored = await ReadBackAsync(change.Path, ct).ConfigureAwait(false);
            bool same = change.Value is null
                ? stored is null
                : stored is not null && CryptographicOperations.FixedTimeEquals(stored, change.Value);
            if (!same)
            {
                throw EngineException.Damaged($"the store does not hold what was written to {change.Path}");
            }
        }
    }

    private async Task<byte[]?> ReadBackAsync(string path, CancellationToken ct)
    {
        try
        {
            return await _vessel.Store.GetAsync(path, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw EngineException.Damaged($"{path} could not be read back", e);
        }
    }

    private void SwitchMemory()
    {
        if (_memory is not null)
        {
            _vessel.Barrier.Switch(keyring =>
            {
                if (_vessel.Barrier.Changes != _preparedAfter)
                {
                    throw keyring is null
                        ? EngineException.Sealed()
                        : EngineException.Damaged("another change was adopted after this one was prepared");
                }

                return _memory.Adopt(keyring);
            });
        }

        _adopted = true;
    }
}
