using KeyCeremonyConsole.Ceremonies.Live;

namespace KeyCeremonyConsole.Web.Live;

/// <summary>The vault as hub clients see it.</summary>
/// <param name="Initialized">Whether there is a vault at all.</param>
/// <param name="Sealed">Whether its root key is out of memory.</param>
/// <param name="Threshold">T of the current shares; null before initialisation.</param>
/// <param name="Shares">N of the current shares; null before initialisation.</param>
/// <param name="SharesSince">When the current share set was made.</param>
/// <param name="Term">The active term; null while sealed, like the next two; and for whoever may not know the key status.</param>
/// <param name="TermSince">When it became active.</param>
/// <param name="Encryptions">How often it was used.</param>
public sealed record VaultProgress(
    bool Initialized,
    bool Sealed,
    int? Threshold,
    int? Shares,
    DateTimeOffset? SharesSince,
    int? Term,
    DateTimeOffset? TermSince,
    long? Encryptions)
{
    /// <param name="view">The vault.</param>
    /// <param name="withKey">Whether whoever is told may know the key status.</param>
    public static VaultProgress Of(VaultView view, bool withKey)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new VaultProgress(
            view.Initialized,
            view.Sealed,
            view.Scheme?.Threshold,
            view.Scheme?.Shares,
            view.SharesSince,
            withKey ? view.Key?.Term : null,
            withKey ? view.Key?.InstallTime : null,
            withKey ? view.Key?.Encryptions : null);
    }
}
