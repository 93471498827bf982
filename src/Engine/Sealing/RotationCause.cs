namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Why it is time to rotate.</summary>
public enum RotationCause
{
    /// <summary>No encryption was ever counted, and the key is more than a year old: it is of a time before counting.</summary>
    Age,

    /// <summary>More encryptions than allowed.</summary>
    Count,

    /// <summary>It has been active for longer than allowed.</summary>
    Interval,
}
