using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Web.Startup;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// Which authentication context of the organisation an act needs besides a fresh proof: in Entra, an id (c1 to c99) that
/// conditional access rules are made for. From the section AzureAd:StepUp, whose keys are acts ("share.reveal"), families
/// of acts ("share") or "default"; the nearest counts. Local accounts have none.
/// </summary>
public sealed class StepUpContexts
{
    /// <summary>Below <see cref="SignInMode.Section"/>.</summary>
    public const string Section = "StepUp";

    private const string Default = "default";

    private readonly Dictionary<string, string> _contexts;

    private StepUpContexts(Dictionary<string, string> contexts, string claim) => (_contexts, Claim) = (contexts, claim);

    /// <summary>Nothing is asked for.</summary>
    public static StepUpContexts None { get; } = new([], "acrs");

    /// <summary>The claim that is asked for and looked at: Entra's "acrs", or OpenID Connect's "acr".</summary>
    public string Claim { get; }

    /// <summary>The context for that act, or null.</summary>
    public string? For(string act) =>
        _contexts.TryGetValue(act, out string? context)
        || _contexts.TryGetValue(FamilyOf(act), out context)
        || _contexts.TryGetValue(Default, out context) ? context : null;

    /// <exception cref="StartException">A key that names no act that a proof is asked for.</exception>
    internal static StepUpContexts Of(IConfigurationSection organisation)
    {
        Dictionary<string, string> contexts = organisation.GetSection(Section).GetChildren()
            .Where(setting => setting.Value is { Length: > 0 })
            .ToDictionary(setting => setting.Key, setting => setting.Value!.Trim(), StringComparer.OrdinalIgnoreCase);
        HashSet<string> known = new(FreshProof.Acts.Concat(FreshProof.Acts.Select(FamilyOf)).Append(Default), StringComparer.OrdinalIgnoreCase);
        return contexts.Keys.FirstOrDefault(key => !known.Contains(key)) is { } stranger
            ? throw new StartException($"The setting {SignInMode.Section}:{Section}:{stranger} names no act that a proof is asked for: use default, one of {string.Join(", ", FreshProof.Acts.Select(FamilyOf).Distinct().Order())}, or an act such as share.reveal.")
            : new StepUpContexts(contexts, organisation["StepUpClaim"] is { Length: > 0 } claim ? claim : None.Claim);
    }

    private static string FamilyOf(string act) => act.Split('.')[0];
}
