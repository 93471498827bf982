using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Storing;

/// <summary>Reads records inside the barrier that are not the engine's own: secrets, tokens, policies.</summary>
public sealed class BarrierReader(IConsoleStore store, SealEngine engine)
{
    /// <summary>Whether nothing inside can be read now.</summary>
    internal bool IsSealed => engine.IsSealed;

    /// <summary>The record as it is stored and as it reads; null when there is none. The caller disposes it.</summary>
    /// <exception cref="EngineException">Sealed; Damaged.</exception>
    internal async Task<BarrierRecord?> FindAsync(string path, CancellationToken ct)
    {
        RequireOpen();
        return await store.GetAsync(path, ct).ConfigureAwait(false) is { } stored
            ? new BarrierRecord(stored, engine.Decrypt(path, stored))
            : null;
    }

    /// <summary>Every path that begins so, in order.</summary>
    /// <exception cref="EngineException">Sealed.</exception>
    internal ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken ct)
    {
        RequireOpen();
        return store.ListAsync(prefix, ct);
    }

    /// <exception cref="EngineException">Sealed.</exception>
    internal void RequireOpen()
    {
        if (engine.IsSealed)
        {
            throw new EngineException(EngineFault.Sealed, "Vault is sealed");
        }
    }
}

/// <summary>A record inside the barrier.</summary>
/// <param name="Stored">As it is stored.</param>
/// <param name="Value">As it reads.</param>
internal sealed record BarrierRecord(byte[] Stored, SecretBytes Value) : IDisposable
{
    public void Dispose() => Value.Dispose();
}
