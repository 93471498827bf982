using KeyCeremonyConsole.Ceremonies.People;

namespace KeyCeremonyConsole.Ceremonies.FourEyes;

/// <summary>
/// The word of a second administrator that a proposal be carried out, now. Only <see cref="DecideProposals"/> gives it. The
/// proposal is closed by the same commit that does what it says, so that it is done once or not at all.
/// </summary>
public sealed class Confirmation
{
    private bool _spent;

    internal Confirmation(Proposal proposal, Person by) => (Proposal, By) = (proposal, by);

    public Proposal Proposal { get; }

    /// <summary>The second one.</summary>
    public Person By { get; }

    /// <summary>For the audit entry of what is done.</summary>
    internal string Sentence => $" Proposed by {Proposal.ByName}, confirmed by {By.Name}.";

    /// <summary>The proposal, carried out; empty after that was stored.</summary>
    internal IReadOnlyList<Proposal> Closed(DateTimeOffset now) => _spent ? [] :
    [
        Proposal with { State = ProposalState.Confirmed, DecidedBy = By.Id, DecidedByName = By.Name, DecidedAt = now },
    ];

    internal void Spend() => _spent = true;
}
