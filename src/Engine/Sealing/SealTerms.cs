using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>How the stored vault is sealed.</summary>
/// <param name="Type">The seal's name in the seal configuration.</param>
/// <param name="Scheme">
/// T of N of the shares in force: those that open it, or behind a seal provider those that prove who may change it.
/// <see langword="null"/> when a seal provider opens it and no recovery shares have been made yet.
/// </param>
internal sealed record SealTerms(string Type, ShareScheme? Scheme)
{
    internal bool IsAuto => Type != SealConfig.Shamir;

    /// <summary>What its shares are good for.</summary>
    internal ShareTarget Target => IsAuto ? ShareTarget.Recovery : ShareTarget.Unseal;

    /// <summary>The provider that sealed it.</summary>
    /// <exception cref="EngineException">WrongSeal: another one is configured, or none.</exception>
    internal IAutoSeal Provider(Vessel vessel) =>
        vessel.Seal is { } seal && seal.Type == Type
            ? seal
            : throw EngineException.WrongSeal($"the vault is sealed with '{Type}', and the configured seal is '{vessel.Seal?.Type ?? SealConfig.Shamir}'");
}
