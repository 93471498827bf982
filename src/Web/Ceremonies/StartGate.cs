using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;

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
            (CeremonyKind.Rekey, { Initialized: false }) =>
                new("There is no vault yet.", "Initialise it first; that makes its first shares.", "/ceremonies/new?kind=initialise", "Initialise the vault"),
            (CeremonyKind.Rekey, { Sealed: true }) => Array.Find(all, c => c.Kind is CeremonyKind.Unseal) is { } unseal
                ? new("The vault is sealed.", "A rekey needs an open vault: its holders unseal it first.", $"/ceremonies/{unseal.Id}", "Go to the unseal ceremony")
                : new("The vault is sealed.", "A rekey needs an open vault: its holders unseal it first.", "/", "Go to the overview"),
            _ => null,
        };
    }
}
