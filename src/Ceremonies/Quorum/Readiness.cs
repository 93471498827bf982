using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Quorum;

/// <summary>A holder of the current set, and whether they can be counted on. Holds no secrets.</summary>
/// <param name="Entry">Who holds which share.</param>
/// <param name="Proof">When they last showed that they have it; null when never.</param>
/// <param name="Absence">Why they cannot take part; null when they can.</param>
/// <param name="IsRemoved">Whether they can no longer act in this console.</param>
/// <param name="IsDue">Whether their last proof is older than the policy says, or there is none.</param>
public sealed record HolderStanding(RosterEntry Entry, ShareProof? Proof, HolderAbsence? Absence, bool IsRemoved, bool IsDue)
{
    /// <summary>Whether nothing known keeps them from coming.</summary>
    public bool CanCome => !IsRemoved && Absence is null;
}

/// <summary>Whether the holders of the current set could do what the vault needs of them. Holds no secrets.</summary>
/// <param name="Set">The set in force.</param>
/// <param name="Holders">By share number.</param>
/// <param name="Policy">How old a proof may be.</param>
public sealed record Readiness(ShareSet Set, IReadOnlyList<HolderStanding> Holders, ProofPolicy Policy)
{
    /// <summary>How many could come today.</summary>
    public int Able => Holders.Count(h => h.CanCome);

    /// <summary>How many of them have shown lately that they have their share.</summary>
    public int Proven => Holders.Count(h => h is { CanCome: true, IsDue: false });

    /// <summary>How many more may be lost before the others are too few; negative when they are already.</summary>
    public int MayLose => Able - Set.Scheme.Threshold;
}
