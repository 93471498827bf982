using System.Diagnostics.CodeAnalysis;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The engine refuses. The message is Vault's own where Vault has one, and holds no secret.</summary>
/// <param name="fault">What a caller decides by.</param>
/// <param name="message">For people.</param>
/// <param name="inner">The cause, if there is one.</param>
[SuppressMessage("Design", "CA1032", Justification = "One without a fault could not be acted upon.")]
public sealed class EngineException(EngineFault fault, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What a caller decides by.</summary>
    public EngineFault Fault { get; } = fault;

    internal static EngineException Sealed() => new(EngineFault.Sealed, "Vault is sealed");

    internal static EngineException NotInitialized() => new(EngineFault.NotInitialized, "Vault is not initialized");

    internal static EngineException Damaged(string message, Exception? inner = null) =>
        new(EngineFault.Damaged, message, inner);

    internal static EngineException WrongSeal(string message) => new(EngineFault.WrongSeal, message);

    internal static EngineException WrongShares(string message, Exception? inner = null) =>
        new(EngineFault.WrongShares, message, inner);
}
