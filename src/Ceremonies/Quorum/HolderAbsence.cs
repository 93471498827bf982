namespace KeyCeremonyConsole.Ceremonies.Quorum;

/// <summary>Why a holder of the current set cannot take part in a ceremony.</summary>
public enum AbsenceKind
{
    /// <summary>They left, or cannot be reached.</summary>
    Left,

    /// <summary>They no longer have their share.</summary>
    Lost,
}

/// <summary>An administrator's note that a share cannot be counted on. It changes nothing in the vault.</summary>
/// <param name="Set">The share set's id.</param>
/// <param name="Number">Which share, 1 to N.</param>
/// <param name="Kind">Why.</param>
/// <param name="At">When it was noted.</param>
/// <param name="ByName">Who noted it.</param>
public sealed record HolderAbsence(string Set, int Number, AbsenceKind Kind, DateTimeOffset At, string ByName);

/// <summary>A note, or that there is none any more.</summary>
/// <param name="Set">The share set's id.</param>
/// <param name="Number">Which share, 1 to N.</param>
/// <param name="Absence">Null removes the note.</param>
public sealed record AbsenceChange(string Set, int Number, HolderAbsence? Absence);
