using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies.Live;

/// <summary>What anyone who may watch sees of a ceremony. Holds no secrets.</summary>
/// <param name="Ceremony">Its state as of the last commit.</param>
/// <param name="Fingerprint">What everybody compares before a share is entered.</param>
/// <param name="Here">Who has its page open now.</param>
public sealed record CeremonyView(Ceremony Ceremony, Fingerprint Fingerprint, IReadOnlySet<PersonId> Here);

/// <summary>What anyone signed in sees of the vault. Holds no secrets.</summary>
/// <param name="Initialized">Whether there is a vault at all.</param>
/// <param name="Sealed">Whether its root key is out of memory.</param>
/// <param name="Scheme">T of N of the current shares; null before initialisation, and behind a seal provider before there are any.</param>
/// <param name="SharesSince">When the current share set was made.</param>
/// <param name="Key">The active term; null while sealed.</param>
public sealed record VaultView(
    bool Initialized, bool Sealed, ShareScheme? Scheme, DateTimeOffset? SharesSince, KeyStatus? Key)
{
    /// <summary>What seals it: <see cref="SealStatus.Shamir"/>, or the name of a seal provider.</summary>
    public string SealType { get; init; } = SealStatus.Shamir;

    /// <summary>The seal provider that is configured, or <see cref="SealStatus.Shamir"/> without one.</summary>
    public string Offered { get; init; } = SealStatus.Shamir;

    /// <summary>How the configured seal provider does; null without one.</summary>
    public ProviderView? Provider { get; init; }

    /// <summary>Whether a seal provider opens it, and its shares are recovery shares.</summary>
    public bool OpensItself => SealType != SealStatus.Shamir;
}
