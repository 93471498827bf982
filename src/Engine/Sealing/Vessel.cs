using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>What every operation of one engine works on.</summary>
/// <param name="Store">What is stored.</param>
/// <param name="Barrier">What is in memory.</param>
/// <param name="Clock">What time it is.</param>
/// <param name="Limits">Between what rotation by itself may be set.</param>
/// <param name="Seal">The seal provider that is configured, if there is one.</param>
internal sealed record Vessel(IPhysicalStore Store, Barrier Barrier, TimeProvider Clock, RotationLimits Limits, IAutoSeal? Seal)
{
    /// <exception cref="EngineException">Sealed; NotInitialized; or Damaged.</exception>
    internal Task<SealTerms> RequireOpenAsync(CancellationToken ct) =>
        Barrier.IsSealed ? throw EngineException.Sealed() : Store.ReadTermsAsync(ct);
}
