using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Web.Look;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>Ceremonies in sentences; the same ones on every page.</summary>
public static class CeremonyWords
{
    private const int NamesAtOnce = 8;

    public static string Title(Ceremony c) => c.Kind switch
    {
        CeremonyKind.Initialise when c.NewScheme is null => "Initialise the vault without recovery shares",
        CeremonyKind.Initialise => $"Make {Shares(c, c.NewScheme.Shares)}, {Opens(c, c.NewScheme)}",
        CeremonyKind.Rekey when c.CurrentScheme is null => $"Make the first {Shares(c, c.NewScheme!.Shares)}, {Opens(c, c.NewScheme)}",
        CeremonyKind.Rekey => $"Replace {Shares(c, c.CurrentScheme.Shares)} with {c.NewScheme!.Shares}, {Opens(c, c.NewScheme)}",
        CeremonyKind.GenerateRoot => $"Make a root token for {c.StartedByName}",
        CeremonyKind.Migrate => c.Target is ShareTarget.Recovery ? $"Let {Seal(c.SealType)} open the vault" : "Let the holders open the vault",
        _ => c.Target is ShareTarget.Recovery ? "Have the vault opened again" : "Unseal the vault",
    };

    public static string Kind(CeremonyKind kind) => kind switch
    {
        CeremonyKind.Initialise => "Initialisation",
        CeremonyKind.Rekey => "Rekey",
        CeremonyKind.Migrate => "Migration of the seal",
        CeremonyKind.GenerateRoot => "Root token",
        _ => "Unseal",
    };

    public static string Shares(int number) => number == 1 ? "1 share" : $"{number} shares";

    /// <summary>With what they are for: "3 recovery shares". Recovery shares open nothing, and are never called unseal shares.</summary>
    public static string Shares(Ceremony c, int number) => c.Target is ShareTarget.Recovery && c.Kind is not CeremonyKind.Migrate
        ? number == 1 ? "1 recovery share" : $"{number} recovery shares"
        : Shares(number);

    /// <summary>A seal by its name: "the holders' shares", "the seal provider transit".</summary>
    public static string Seal(string? type) => type switch
    {
        null or SealStatus.Shamir => "the holders' shares",
        "static" => "the static key of this server",
        "pkcs11" => "the hardware module (pkcs11)",
        "azurekeyvault" => "Azure Key Vault",
        "transit" => "the transit server",
        _ => $"the seal provider {type}",
    };

    public static string People(int number) => number == 1 ? "1 person" : $"{number} people";

    /// <summary>"both", "all 3", in the middle of a sentence.</summary>
    public static string All(int number) => number == 2 ? "both" : $"all {number}";

    public static string Opens(ShareScheme scheme) =>
        scheme.Shares == 1 ? "it alone will open"
        : scheme.Threshold == scheme.Shares ? $"{All(scheme.Shares)} are needed"
        : $"any {scheme.Threshold} will open";

    private static string Opens(Ceremony c, ShareScheme scheme) => c.Target is ShareTarget.Unseal ? Opens(scheme)
        : scheme.Shares == 1 ? "it alone will authorise"
        : scheme.Threshold == scheme.Shares ? $"{All(scheme.Shares)} are needed"
        : $"any {scheme.Threshold} will authorise";

    /// <summary>What a current holder agrees to by submitting.</summary>
    public static string Approval(Ceremony c) => (c.Kind, c.Target) switch
    {
        (CeremonyKind.Rekey, _) =>
            $"With your share you approve that {Today(c)} replaced with {c.NewScheme!.Shares} new: {Opens(c, c.NewScheme)}. They go to {Names(c, Part.Recipient)}.",
        (CeremonyKind.Migrate, ShareTarget.Recovery) =>
            $"With your share you approve that {Seal(c.SealType)} opens the vault from then on. You keep your share; it becomes a recovery share, which opens nothing and authorises changes. {Needed(c)}.",
        (CeremonyKind.Migrate, _) =>
            $"With your recovery share you approve that the holders open the vault from then on. You keep your share; it becomes an unseal share. {Needed(c)}.",
        (CeremonyKind.GenerateRoot, _) =>
            $"With your {(c.Target is ShareTarget.Recovery ? "recovery share" : "share")} you approve a token that may do everything in this vault. {c.StartedByName} alone gets it, {(c.TokenKey is { } key ? $"encrypted to the OpenPGP key {key.Grouped}" : "veiled with a one-time password")}. You keep your share. {Needed(c)}.",
        (_, ShareTarget.Recovery) => $"With your recovery share you approve that the seal provider opens the vault again. You keep your share. {Needed(c)}.",
        _ => $"With your share you help to open the vault. {Needed(c)}.",
    };

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
        (CeremonyKind.Migrate, CeremonyStage.Collecting) =>
            "Nothing changes until the last share needed is in. Nobody gets a new share.",
        (CeremonyKind.GenerateRoot, CeremonyStage.Collecting) =>
            "There is no token until the last share needed is in. Nobody gets a new share.",
        (CeremonyKind.Rekey, CeremonyStage.Delivering) when c.CurrentScheme is null =>
            $"There are no recovery shares in force until {Provers(c)} proved theirs. The vault opens by itself all the time.",
        (CeremonyKind.Initialise, CeremonyStage.Delivering) when c.Target is ShareTarget.Recovery =>
            $"The vault is open and in use. Its recovery shares count when {Provers(c)} proved theirs; if one is lost now, cancel and make new ones.",
        (CeremonyKind.Rekey, CeremonyStage.Collecting or CeremonyStage.Delivering) =>
            $"The old shares stay valid until {Provers(c)} proved theirs.",
        (CeremonyKind.Initialise, CeremonyStage.Delivering) =>
            "Nothing is stored in the vault yet. If a share is lost now, cancel and start again: nothing else is lost.",
        _ => null,
    };

    /// <summary>Who must prove before the switch: "all 7 new holders have".</summary>
    public static string Provers(Ceremony c) => c.ProofsRequired == c.NewScheme!.Shares
        ? c.NewScheme.Shares == 1 ? "the new holder has" : $"{All(c.NewScheme.Shares)} new holders have"
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

    /// <summary>How far it is, in one sentence for screen readers.</summary>
    public static string Said(Ceremony c) => c.IsOpen ? Progress.Of(c).Sentence : $"This ceremony is {Outcome(c).Text}.";

    /// <summary>The parts that people have in it, the one that matters now first.</summary>
    public static IReadOnlyList<Part> Parts(Ceremony c) => c switch
    {
        { Kind: CeremonyKind.Rekey, CurrentScheme: not null, NewSet: null } => [Part.Submitter, Part.Recipient],
        { Kind: CeremonyKind.Rekey, CurrentScheme: not null } => [Part.Recipient, Part.Submitter],
        { Kind: CeremonyKind.Initialise } or { Kind: CeremonyKind.Rekey, NewSet: not null } => [Part.Recipient],
        _ => [Part.Submitter],
    };

    /// <summary>What the people of a part are called.</summary>
    public static string Title(Ceremony c, Part part) =>
        part is Part.Recipient ? "New holders" : c.NewSet is null || c.Kind is CeremonyKind.Unseal ? "Current holders" : "Earlier holders";

    /// <summary>How it ended, for lists.</summary>
    public static (string Text, StandingKind Kind) Outcome(Ceremony c) => c.Stage switch
    {
        CeremonyStage.Completed => ("completed", StandingKind.Done),
        CeremonyStage.Cancelled => ("cancelled", StandingKind.Refused),
        CeremonyStage.Expired => ("expired", StandingKind.Muted),
        CeremonyStage.Collecting => ("collecting", StandingKind.Active),
        _ => ("delivering", StandingKind.Active),
    };

    private static string Today(Ceremony c) => $"today's {Shares(c, c.CurrentScheme!.Shares)} {(c.CurrentScheme.Shares == 1 ? "is" : "are")}";

    private static string Needed(Ceremony c) => c.CurrentScheme!.Shares == 1
        ? "Yours is the only share"
        : $"Any {c.Required} of the {c.CurrentScheme.Shares} shares are needed";
}
