namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>What anybody may know about the vault, also while it is sealed.</summary>
/// <param name="Initialized">The store holds a vault.</param>
/// <param name="Sealed">The keys are not in memory.</param>
/// <param name="Current">
/// The set that opens it. A store that Vault wrote keeps no sets: then this one has an empty id,
/// generation 0, and the numbers of the seal configuration, and no share can be judged.
/// </param>
/// <param name="Pending">The set of a rekey that waits for its verification.</param>
public sealed record SealStatus(bool Initialized, bool Sealed, ShareSet? Current, ShareSet? Pending);
