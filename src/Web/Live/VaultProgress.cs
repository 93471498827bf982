using KeyCeremonyConsole.Ceremonies.Live;

namespace KeyCeremonyConsole.Web.Live;

/// <summary>The vault as hub clients see it.</summary>
/// <param name="Initialized">Whether there is a vault at all.</param>
/// <param name="Sealed">Whether its root key is out of memory.</param>
/// <param name="Threshold">T of the current shares; null before initialisation.</param>
/// <param name="Shares">N of the current shares; null before initialisation.</param>
/// <param name="SharesSince">When the current share set was made.</param>
/// <param name="Term">The active term; null while sealed.</param>
/// <param name="TermSince">When it became active; null while sealed.</param>
/// <param name="Encryptions">How often it was used; null while sealed.</param>
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
    public static VaultProgress Of(VaultView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new VaultProgress(
            view.Initialized,
            view.Sealed,
            view.Scheme?.Threshold,
            view.Scheme?.Shares,
            view.SharesSince,
            view.Key?.Term,
            view.Key?.InstallTime,
            view.Key?.Encryptions);
    }
}
