using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Migrate;

/// <summary>What an administrator asks for when the vault is to be sealed in another way.</summary>
/// <param name="Target">What the holders' shares are good for afterwards. Recovery: the configured seal provider opens the vault.</param>
/// <param name="OpenFor">How long the ceremony stays open.</param>
/// <param name="Reason">Why, for the holders and the record.</param>
public sealed record MigrateOrder(ShareTarget Target, TimeSpan OpenFor, string Reason);
