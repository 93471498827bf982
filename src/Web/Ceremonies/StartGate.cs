using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>Why a ceremony cannot be started now, and where to go instead. The trip checks again.</summary>
public sealed record StartGate(string Title, string Text, string Href, string Verb)
{
    /// <returns>Null when nothing is in the way.</returns>
    public static StartGate? Check(CeremonyKind kind, VaultView vault, IEnumerable<Ceremony> open)
    {
        Ceremony[] all = [.. open];
        if (Array.Find(all, c => c.Kind is not CeremonyKind.Unseal) is { } other)
        {
            return new("A ceremony is open already.", "Finish or cancel it before you start another.", $"/ceremonies/{other.Id}", "Open it");
        }

        return (kind, vault) switch
        {
            (CeremonyKind.Initialise, { Initialized: true }) =>
                new("The vault is initialised already.", "To replace its shares, start a rekey.", "/ceremonies/new?kind=rekey", "Start a rekey"),
            (CeremonyKind.GenerateRoot, { Initialized: true, Sealed: false, Scheme: null }) =>
                new("There are no recovery shares yet.", "Their holders authorise a root token: make them first.", "/ceremonies/new?kind=rekey", "Make recovery shares"),
            (not CeremonyKind.Initialise, { Initialized: false }) =>
                new("There is no vault yet.", "Initialise it first; that makes its first shares.", "/ceremonies/new?kind=initialise", "Initialise the vault"),
            (not CeremonyKind.Initialise, { Sealed: true, OpensItself: true }) =>
                new("The vault is sealed.", "This needs an open vault: its seal provider opens it, and the overview says how that stands.", "/", "Go to the overview"),
            (CeremonyKind.Migrate, { Sealed: false, OpensItself: false, Offered: SealStatus.Shamir }) =>
                new("No seal provider is configured.", "The operator names one in the section Seal of the settings, and starts the console again. Until then the holders open the vault.", "/", "Go to the overview"),
            (CeremonyKind.Migrate, { Sealed: false, OpensItself: true, Scheme: null }) =>
                new("There are no recovery shares yet.", "They become the unseal shares: make them first.", "/ceremonies/new?kind=rekey", "Make recovery shares"),
            (not CeremonyKind.Initialise, { Sealed: true }) => Array.Find(all, c => c.Kind is CeremonyKind.Unseal) is { } unseal
                ? new("The vault is sealed.", "This needs an open vault: its holders unseal it first.", $"/ceremonies/{unseal.Id}", "Go to the unseal ceremony")
                : new("The vault is sealed.", "This needs an open vault: its holders unseal it first.", "/", "Go to the overview"),
            _ => null,
        };
    }
}
