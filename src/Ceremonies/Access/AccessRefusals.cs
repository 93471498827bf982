using System.Globalization;
using KeyCeremonyConsole.Access.Policies;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>What the rules of access say no with. The messages are upstream's where it has them: programs read them.</summary>
public static class AccessRefusals
{
    public static readonly Refusal NoToken = Refusal.Forbidden("no-token", "permission denied");

    public static readonly Refusal UnknownToken = Refusal.Forbidden("unknown-token", "permission denied");

    public static readonly Refusal Denied = Refusal.Forbidden("permission-denied", "permission denied");

    internal static readonly Refusal NoSuchToken = Refusal.Forbidden("no-such-token", "bad token");

    internal static readonly Refusal NoSuchAccessor = Refusal.Forbidden("no-such-accessor", "invalid accessor");

    internal static readonly Refusal MorePoliciesThanParent = Refusal.Invalid("policies-not-parents", "child policies must be subset of parent");

    internal static readonly Refusal RootNeedsRoot = Refusal.Invalid(
        "root-needs-root", "root tokens may not be created without parent token being root");

    internal static readonly Refusal BadTtl = Refusal.Invalid("bad-ttl", "ttl must not be negative, and at most 100 years");

    internal static readonly Refusal BadUses = Refusal.Invalid("bad-uses", "number of uses cannot be negative");

    internal static readonly Refusal NotRenewable = Refusal.Invalid("not-renewable", "lease is not renewable");

    internal static readonly Refusal ChildOfLimited = Refusal.Invalid("limited-parent", "restricted use token cannot generate child tokens");

    internal static readonly Refusal NoPolicyText = Refusal.Invalid("no-policy", "'policy' parameter not supplied or empty");

    internal static readonly Refusal BadPolicyName = Refusal.Invalid("bad-policy-name", string.Create(
        CultureInfo.InvariantCulture, $"a policy's name has at most {PolicyLimits.Name} letters, digits and -_./@:"));

    internal static readonly Refusal PolicyMoved = Refusal.Conflict(
        "policy-moved", "Somebody else wrote this policy meanwhile. Your text is still here: keep a copy, open the policy again and put into it what you want changed.");

    internal static readonly Refusal PolicyExists = Refusal.Conflict(
        "policy-exists", "There is a policy of this name already. Choose another name, or open that one and change it.");

    internal static readonly Refusal NoSuchPolicy = Refusal.Missing("no-such-policy", "There is no policy of this name any more.");

    internal static readonly Refusal DefaultStays = Refusal.Invalid("default-policy", "cannot delete default policy");

    internal static readonly Refusal LocksOut = Refusal.Conflict(
        "locks-out", "With this text an administrator could no longer list, read and write the built-in policies, and nobody could put them right again. Leave them list on sys/policies/acl, and read and update on sys/policies/acl/*.");

    internal static readonly Refusal PolicyDamaged = Refusal.Conflict(
        "policy-damaged", "One of your policies was altered or damaged where it is stored, so nothing is allowed by it. Restore it from a backup, or write it anew with a root token.");

    internal static Refusal CannotUpdate(string name) => Refusal.Invalid("fixed-policy", $"cannot update \"{name}\" policy");

    internal static Refusal CannotDelete(string name) => Refusal.Invalid("fixed-policy", $"cannot delete \"{name}\" policy");
}
