namespace KeyCeremonyConsole.Ceremonies.FourEyes;

/// <summary>One proposal, for ever.</summary>
public readonly record struct ProposalId(string Value)
{
    public static ProposalId New() => new(RandomName.New());

    public override string ToString() => Value;
}

/// <summary>What became of a proposal.</summary>
public enum ProposalState
{
    /// <summary>It waits for another administrator.</summary>
    Open,

    /// <summary>Another administrator confirmed it, and it was done.</summary>
    Confirmed,
    Refused,

    /// <summary>Whoever made it took it back.</summary>
    Withdrawn,
    Expired,
}

/// <summary>One line of what somebody approves: "Holders", "Ada (1), Ben (2)".</summary>
public sealed record ProposedFact(string Name, string Value);

/// <summary>
/// What is to be done, and how that looks in the world as it is: a sentence, and every fact that the second person agrees to.
/// Made anew when it is confirmed; what differs then is not what they read.
/// </summary>
/// <param name="Act">What.</param>
/// <param name="Sentence">In one sentence.</param>
/// <param name="Facts">In order. None is a secret.</param>
public sealed record Proposed(ProposedAct Act, string Sentence, IReadOnlyList<ProposedFact> Facts)
{
    /// <summary>Whether a reader of the other would have read the same.</summary>
    internal bool ReadsAs(Proposed other) => Act.ToJson() == other.Act.ToJson() && Sentence == other.Sentence && Facts.SequenceEqual(other.Facts);
}

/// <summary>What one administrator wants done, and another is to confirm. Holds no secrets.</summary>
/// <param name="Id">Its name.</param>
/// <param name="What">Exactly what.</param>
/// <param name="By">Who wants it; they cannot confirm it.</param>
/// <param name="ByName">Their name.</param>
/// <param name="At">When they asked for it.</param>
/// <param name="Expires">From then on it cannot be confirmed any more.</param>
public sealed record Proposal(ProposalId Id, Proposed What, PersonId By, string ByName, DateTimeOffset At, DateTimeOffset Expires)
{
    /// <summary>How long a second person may take: over a weekend.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(3);

    /// <summary>Why, in words of whoever made it, where the act itself has no reason; null when they gave none.</summary>
    public string? Why { get; init; }

    public ProposalState State { get; init; }

    /// <summary>Who decided it; null while nobody has, and when its time was over.</summary>
    public PersonId? DecidedBy { get; init; }

    public string? DecidedByName { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why it was refused; null unless it was.</summary>
    public string? Answer { get; init; }

    /// <summary>What the two compare, and the second one names when they confirm.</summary>
    public Fingerprint Fingerprint => _fingerprint ??= Fingerprint.Of(this);

    private Fingerprint? _fingerprint;

    /// <summary>Whether it can be decided at that moment.</summary>
    public bool IsOpen(DateTimeOffset now) => State is ProposalState.Open && now < Expires;
}
