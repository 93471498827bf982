using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Web.Look;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>Ceremonies in sentences; the same ones on every page.</summary>
public static class CeremonyWords
{
    private const int NamesAtOnce = 8;

    public static string Title(Ceremony c) => c.Kind switch
    {
        CeremonyKind.Initialise => $"Make {Shares(c.NewScheme!.Shares)}, {Opens(c.NewScheme)}",
        CeremonyKind.Rekey => $"Replace {Shares(c.CurrentScheme!.Shares)} with {c.NewScheme!.Shares}, {Opens(c.NewScheme)}",
        _ => "Unseal the vault",
    };

    public static string Kind(CeremonyKind kind) => kind switch
    {
        CeremonyKind.Initialise => "Initialisation",
        CeremonyKind.Rekey => "Rekey",
        _ => "Unseal",
    };

    public static string Shares(int number) => number == 1 ? "1 share" : $"{number} shares";

    public static string People(int number) => number == 1 ? "1 person" : $"{number} people";

    public static string Opens(ShareScheme scheme) =>
        scheme.Shares == 1 ? "it alone will open"
        : scheme.Threshold == scheme.Shares ? $"all {scheme.Shares} are needed"
        : $"any {scheme.Threshold} will open";

    /// <summary>What a current holder agrees to by submitting.</summary>
    public static string Approval(Ceremony c) => c.Kind is CeremonyKind.Rekey
        ? $"With your share you approve that {Today(c.CurrentScheme!)} replaced with {c.NewScheme!.Shares} new: {Opens(c.NewScheme)}. They go to {Names(c, Part.Recipient)}."
        : $"With your share you help to open the vault. {Needed(c)}.";

    public static string Names(Ceremony c, Part part)
    {
        string[] names = [.. c.Of(part).Select(p => p.Name)];
        return names.Length <= NamesAtOnce + 1
            ? InWords(names)
            : $"{string.Join(", ", names.Take(NamesAtOnce))} and {names.Length - NamesAtOnce} others, listed below";
    }

    public static string InWords(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "nobody",
        1 => names[0],
        _ => $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}",
    };

    /// <summary>What keeps being true until the end, so that nobody worries.</summary>
    public static string? Safety(Ceremony c) => (c.Kind, c.Stage) switch
    {
        (CeremonyKind.Rekey, CeremonyStage.Collecting) when c.Verification is VerificationPolicy.None =>
            "The current shares stay valid until the last one needed is in. Then the new shares take effect at once.",
        (CeremonyKind.Rekey, CeremonyStage.Collecting or CeremonyStage.Delivering) =>
            $"The old shares stay valid until {Provers(c)} proved theirs.",
        (CeremonyKind.Initialise, CeremonyStage.Delivering) =>
            "Nothing is stored in the vault yet. If a share is lost now, cancel and start again: nothing else is lost.",
        _ => null,
    };

    /// <summary>Who must prove before the switch: "all 7 new holders have".</summary>
    public static string Provers(Ceremony c) => c.ProofsRequired == c.NewScheme!.Shares
        ? c.NewScheme.Shares == 1 ? "the new holder has" : $"all {c.NewScheme.Shares} new holders have"
        : $"any {c.ProofsRequired} of the {c.NewScheme.Shares} new holders have";

    /// <summary>Who proves, for a narrow column.</summary>
    public static string ProofBy(Ceremony c) =>
        c.ProofsRequired == 0 ? "nobody" : c.ProofsRequired == c.NewScheme!.Shares ? "every new holder" : $"{c.ProofsRequired} of {c.NewScheme.Shares} new holders";

    public static string Verification(VerificationPolicy policy) => policy switch
    {
        VerificationPolicy.AllHolders => "All new holders prove their share",
        VerificationPolicy.Threshold => "As many as the threshold prove their share",
        _ => "None: the new shares take effect at once",
    };

    /// <summary>How it ended, for lists.</summary>
    public static (string Text, StandingKind Kind) Outcome(Ceremony c) => c.Stage switch
    {
        CeremonyStage.Completed => ("completed", StandingKind.Done),
        CeremonyStage.Cancelled => ("cancelled", StandingKind.Refused),
        CeremonyStage.Expired => ("expired", StandingKind.Muted),
        CeremonyStage.Collecting => ("collecting", StandingKind.Active),
        _ => ("delivering", StandingKind.Active),
    };

    private static string Today(ShareScheme scheme) => scheme.Shares == 1 ? "today's one share is" : $"today's {scheme.Shares} shares are";

    private static string Needed(Ceremony c) => c.CurrentScheme!.Shares == 1
        ? "Yours is the only share"
        : $"Any {c.Required} of the {c.CurrentScheme.Shares} shares are needed";
}
