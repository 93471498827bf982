using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Rotate;

/// <summary>Why a term was installed.</summary>
public enum TermCause
{
    /// <summary>It came with the vault.</summary>
    Initialisation,

    /// <summary>An administrator asked for it.</summary>
    Manual,

    /// <summary>The one before had been used as often as it was allowed.</summary>
    Count,

    /// <summary>The one before had been active for as long as it was allowed.</summary>
    Interval,

    /// <summary>The one before was more than a year old and had never been counted.</summary>
    Age,
}

/// <summary>Who installed a term of the keyring, and why.</summary>
/// <param name="Term">1, 2, 3, …</param>
/// <param name="By">Who; null for the console itself.</param>
/// <param name="ByName">Their name at that time.</param>
/// <param name="Reason">In their words; "initialisation" for the first.</param>
/// <param name="Cause">What brought it about.</param>
public sealed record TermNote(int Term, PersonId? By, string ByName, string Reason, TermCause Cause)
{
    /// <summary>The note of the first term, stored when the initialisation is complete: one that is cancelled leaves none.</summary>
    public static TermNote First(Ceremony initialisation) =>
        new(1, initialisation.StartedBy, initialisation.StartedByName, "Initialisation", TermCause.Initialisation);

    internal static TermCause CauseOf(RotationCause due) => due switch
    {
        RotationCause.Count => TermCause.Count,
        RotationCause.Interval => TermCause.Interval,
        _ => TermCause.Age,
    };
}
