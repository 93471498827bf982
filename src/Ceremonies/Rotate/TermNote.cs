namespace KeyCeremonyConsole.Ceremonies.Rotate;

/// <summary>Who installed a term of the keyring, and why.</summary>
/// <param name="Term">1, 2, 3, …</param>
/// <param name="By">Who; null for the console itself.</param>
/// <param name="ByName">Their name at that time.</param>
/// <param name="Reason">In their words; "initialisation" for the first.</param>
public sealed record TermNote(int Term, PersonId? By, string ByName, string Reason)
{
    /// <summary>The note of the first term, stored when the initialisation is complete: one that is cancelled leaves none.</summary>
    public static TermNote First(Ceremony initialisation) =>
        new(1, initialisation.StartedBy, initialisation.StartedByName, "Initialisation");
}
