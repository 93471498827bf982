namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>What anybody may know about the vault, also while it is sealed.</summary>
/// <param name="Initialized">The store holds a vault.</param>
/// <param name="Sealed">The keys are not in memory.</param>
/// <param name="Current">
/// The set in force: it opens the vault, or, behind a seal provider, proves who may change it. A store that Vault
/// wrote keeps no sets: then this one has an empty id, generation 0, and the numbers of the seal configuration, and
/// no share can be judged. <see langword="null"/> when there is no vault, or a seal provider and no recovery shares yet.
/// </param>
/// <param name="Pending">The set of a rekey that waits for its verification.</param>
public sealed record SealStatus(bool Initialized, bool Sealed, ShareSet? Current, ShareSet? Pending)
{
    /// <summary>The name of the seal whose key the holders' shares give.</summary>
    public const string Shamir = "shamir";

    /// <summary>What seals the stored vault: <see cref="Shamir"/> or the name of a seal provider.</summary>
    public string SealType { get; init; } = Shamir;

    /// <summary>Whether a seal provider opens it, without anybody's share.</summary>
    public bool OpensItself => SealType != Shamir;
}
