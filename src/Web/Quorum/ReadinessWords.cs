using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Look;

namespace KeyCeremonyConsole.Web.Quorum;

/// <summary>How the holders stand, in sentences.</summary>
public static class ReadinessWords
{
    /// <summary>What T of them do: "open the vault".</summary>
    public static string Does(Readiness readiness) => (readiness.Set.Target, readiness.Set.Scheme.Threshold) switch
    {
        (ShareTarget.Recovery, 1) => "authorises a change",
        (ShareTarget.Recovery, _) => "authorise a change",
        (_, 1) => "opens the vault",
        _ => "open the vault",
    };

    /// <summary>The one sentence: who could come, and how many may be lost.</summary>
    public static string Sentence(Readiness readiness) =>
        $"{Number(readiness.Able)} of {readiness.Holders.Count} holders could come today; any {readiness.Set.Scheme.Threshold} {Does(readiness)}. {Margin(readiness)}";

    /// <summary>How many more may be lost.</summary>
    public static string Margin(Readiness readiness) => readiness.MayLose switch
    {
        < -1 => $"{Number(-readiness.MayLose)} are missing.",
        -1 => "One is missing.",
        0 => "Not one more may be lost.",
        1 => "One may be lost.",
        int some => $"{Number(some)} may be lost.",
    };

    /// <summary>What an administrator should do; null when nothing.</summary>
    public static string? Advice(Readiness readiness, bool vaultSealed) => (readiness.MayLose, vaultSealed) switch
    {
        ( < 0, _) when readiness.Set.Target is ShareTarget.Recovery => "They are too few to authorise a change. Find one of the missing: new recovery shares need the current ones as well.",
        ( < 0, false) => "They are too few, and the vault would stay closed after the next restart. It is open now: put its data in safety, and find one of the missing, because a rekey needs the current shares as well.",
        ( < 0, true) => "They are too few. Find one of the missing: nothing else opens the vault.",
        (0, _) when readiness.Holders.Count > readiness.Able => "Rekey soon, while those who are left can still agree to it: then everybody has a share that counts.",
        _ => readiness.Proven < readiness.Set.Scheme.Threshold
            ? $"{Few(readiness.Proven)} lately shown that they have their share. Ask the others to check theirs: it takes a minute, and changes nothing."
            : null,
    };

    private static string Few(int proven) => proven switch
    {
        0 => "Nobody has",
        1 => "Only one has",
        _ => $"Only {Number(proven)} have",
    };

    /// <summary>When and how a holder last showed their share: "checked 3 days ago".</summary>
    public static string Proof(HolderStanding holder, DateTimeOffset now) => holder.Proof is { } proof
        ? $"{How(proof.How)} {MomentWords.Relative(proof.At, now)}"
        : "never shown";

    /// <summary>Whether they can be counted on.</summary>
    public static (string Text, StandingKind Kind) Standing(HolderStanding holder) => holder switch
    {
        { Absence.Kind: AbsenceKind.Left } => ("left", StandingKind.Refused),
        { Absence.Kind: AbsenceKind.Lost } => ("lost it", StandingKind.Refused),
        { IsRemoved: true } => ("no account", StandingKind.Refused),
        { IsDue: true } => ("should check", StandingKind.Waiting),
        _ => ("ready", StandingKind.Done),
    };

    /// <summary>What it means when one who can come today cannot any more.</summary>
    public static string Without(Readiness readiness, HolderStanding holder)
    {
        int left = readiness.Able - (holder.CanCome ? 1 : 0);
        int needed = readiness.Set.Scheme.Threshold;
        string counted = $"Without {holder.Entry.Name} {Number(left)} {(left == 1 ? "holder is" : "holders are")} left, and {needed} {(needed == 1 ? "is" : "are")} needed.";
        return (left - needed) switch
        {
            < 0 => $"{counted} They are too few: nothing can be changed without a missing share. Try everything to get this one back, while the vault is open.",
            0 => $"{counted} It still holds, but not one more may be lost: rekey soon.",
            int spare => $"{counted} It still holds; {(spare == 1 ? "one" : Number(spare))} more may be lost.",
        };
    }

    private static string How(ProofKind how) => how switch
    {
        ProofKind.Submitted => "submitted",
        ProofKind.Proved => "proved",
        _ => "checked",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
