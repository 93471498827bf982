using KeyCeremonyConsole.Ceremonies.OpenPgp;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>What a person is asked for in a ceremony.</summary>
public enum Part
{
    /// <summary>Holds a share of the current set and is asked to submit it.</summary>
    Submitter,

    /// <summary>Is given a new share, stores it and proves it.</summary>
    Recipient,
}

/// <summary>One person's part in one ceremony, and how far they have come. Holds no secrets.</summary>
/// <param name="Person">Who.</param>
/// <param name="Name">Their name when the ceremony began.</param>
/// <param name="Part">Submitter or recipient; someone who is both has two rows.</param>
/// <param name="ShareNumber">Which share of the set, 1 to N; 0 when nobody here knows, as in a store that another server wrote.</param>
public sealed record Participant(PersonId Person, string Name, Part Part, int ShareNumber)
{
    /// <summary>A recipient's key, when the new share is encrypted to it; fixed at the start.</summary>
    public PgpKey? Pgp { get; init; }

    /// <summary>When they said that they compared the fingerprint.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>When their share was accepted in the running attempt.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>When what they had given turned out to be no share of the vault, in a store where that shows only at the threshold.</summary>
    public DateTimeOffset? OddAt { get; init; }

    /// <summary>When they said that they cannot take part.</summary>
    public DateTimeOffset? DeclinedAt { get; init; }

    /// <summary>Why not, in their words.</summary>
    public string? DeclineReason { get; init; }

    /// <summary>When their new share was handed to their browser; it never is a second time, unless it is encrypted to their key.</summary>
    public DateTimeOffset? RevealedAt { get; init; }

    /// <summary>When they said that they stored it.</summary>
    public DateTimeOffset? StoredAt { get; init; }

    /// <summary>When they proved it by typing it back.</summary>
    public DateTimeOffset? ProvedAt { get; init; }

    /// <summary>When they said that they lost it before proving it.</summary>
    public DateTimeOffset? LostAt { get; init; }

    /// <summary>How many tries of theirs were refused, in all attempts.</summary>
    public int RefusedTries { get; init; }
}
