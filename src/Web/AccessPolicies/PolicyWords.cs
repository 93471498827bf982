using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;

namespace KeyCeremonyConsole.Web.AccessPolicies;

/// <summary>Policies as people read about them.</summary>
internal static class PolicyWords
{
    private const Roles Everybody = Roles.Administrator | Roles.Holder | Roles.Auditor;

    /// <summary>Who has it: "Built in · every administrator".</summary>
    public static string HeldBy(PolicyLine line) => line switch
    {
        { Name: AccessPolicy.Root } => "Built in · root tokens",
        { IsBuiltIn: true, Roles: Everybody } => "Built in · everybody, and most tokens",
        { IsBuiltIn: true } => $"Built in · every {RoleWords.InWords(line.Roles)}",
        _ => "Tokens made with it",
    };

    /// <summary>What the trip says no with, for somebody who looks at a form instead of a reference.</summary>
    public static string Of(Refusal refusal) => refusal.Code switch
    {
        "no-policy" => "Write at least one path with its capabilities; an empty text is no policy.",
        "bad-policy-name" => $"A name has at most {PolicyLimits.Name} lower case letters, digits and - _ . / @ : without spaces.",
        "fixed-policy" => "The root policy may do everything. Nobody can change it.",
        _ => refusal.Message,
    };

    /// <summary>Whether it is about the name rather than the text.</summary>
    public static bool IsAboutName(Refusal refusal) => refusal.Code is "bad-policy-name" or "policy-exists" or "fixed-policy";

    /// <summary>What a token may do.</summary>
    public static string Of(LiveToken token) =>
        token.Owner is not null ? $"{(token.Policies.Count == 0 ? "none" : string.Join(", ", token.Policies))} (as {token.Owner})"
        : token.Policies.Count == 0 ? "none"
        : string.Join(", ", token.Policies);

    /// <summary>Who made it.</summary>
    public static string MadeBy(LiveToken token) => (token.Maker, token.Path) switch
    {
        ({ } maker, _) => $"By {maker}",
        (null, "auth/token/root") => "With the vault, or by its holders",
        _ => "By a token that has ended, or that it does not end with",
    };
}
