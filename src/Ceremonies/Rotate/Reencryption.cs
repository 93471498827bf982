namespace KeyCeremonyConsole.Ceremonies.Rotate;

/// <summary>How a re-encryption stands.</summary>
public enum ReencryptionState
{
    /// <summary>It goes on by itself, as long as the vault is open.</summary>
    Running,

    /// <summary>An administrator holds it up.</summary>
    Paused,

    /// <summary>It has seen every record.</summary>
    Completed,
}

/// <summary>
/// One run through the records of old terms. Stored with every batch, so that it goes on where it was; that a record is
/// done can be seen by its term, so nothing is lost when the place is.
/// </summary>
/// <param name="Number">1, 2, 3, …; the highest is the one that counts.</param>
/// <param name="State">Whether it runs.</param>
/// <param name="StartedByName">Who asked for it.</param>
/// <param name="StartedAt">When.</param>
/// <param name="Total">Records to do, as counted at the start of this sweep, and those done before.</param>
/// <param name="Done">Records that were encrypted anew.</param>
/// <param name="Unreadable">Records of this sweep that no key opens; they stay as they are.</param>
/// <param name="Term">The term whose records come next.</param>
/// <param name="After">Of those, the ones that follow this path.</param>
/// <param name="PausedByName">Who holds it up; null unless paused.</param>
/// <param name="EndedAt">When it had seen every record.</param>
public sealed record Reencryption(
    int Number,
    ReencryptionState State,
    string StartedByName,
    DateTimeOffset StartedAt,
    long Total,
    long Done,
    long Unreadable,
    int Term,
    string After,
    string? PausedByName,
    DateTimeOffset? EndedAt)
{
    public bool IsOpen => State is not ReencryptionState.Completed;

    /// <summary>From the first term on again, with so many records to do.</summary>
    internal Reencryption Sweep(long left) => this with { Total = Done + left, Unreadable = 0, Term = 1, After = "" };
}
