namespace KeyCeremonyConsole.Ceremonies.Check;

/// <summary>What showed that a holder has their share.</summary>
public enum ProofKind
{
    /// <summary>It was accepted in a ceremony.</summary>
    Submitted,

    /// <summary>It was typed back when it was new.</summary>
    Proved,

    /// <summary>It was checked on an ordinary day.</summary>
    Checked,
}

/// <summary>When a holder last showed that they have their share. Of each share the newest is kept.</summary>
/// <param name="Set">The share set's id.</param>
/// <param name="Number">Which share, 1 to N.</param>
/// <param name="Person">Who showed it.</param>
/// <param name="At">When.</param>
/// <param name="How">By what.</param>
public sealed record ShareProof(string Set, int Number, PersonId Person, DateTimeOffset At, ProofKind How)
{
    /// <summary>
    /// What the actor of a step has shown in its ceremony, as it is about to be stored. Nothing where it is not known who holds
    /// which share, in a vault that another server made.
    /// </summary>
    internal static IReadOnlyList<ShareProof> Of(Ceremony ceremony, Scribe scribe) =>
    [
        .. ceremony.Participants.Where(p => p.Person == scribe.Actor?.Id && p.ShareNumber > 0).Select(p => (p, p.Part, ceremony.CurrentSet, ceremony.NewSet) switch
        {
            ({ SubmittedAt: { } at }, Part.Submitter, { } set, _) => new ShareProof(set, p.ShareNumber, p.Person, at, ProofKind.Submitted),
            ({ ProvedAt: { } at }, Part.Recipient, _, { } set) => new ShareProof(set, p.ShareNumber, p.Person, at, ProofKind.Proved),
            _ => null,
        }).OfType<ShareProof>(),
    ];
}
