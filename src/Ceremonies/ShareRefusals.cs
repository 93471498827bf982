using System.Globalization;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>What is wrong with a share, told to its holder only.</summary>
public static class ShareRefusals
{
    public static readonly Refusal NotAShare = Refusal.Invalid(
        "not-a-share", "That is not a key share. Paste it whole, as you stored it: groups that begin with KCS1, or 44 characters of base64, or 66 hexadecimal digits.");

    public static readonly Refusal SealedForAnother = Refusal.Conflict(
        "sealed-for-another", "Your browser sealed this share for something else than what is asked for now: the page was out of date. Nothing was read. Load the page again, compare the words, and submit again.");

    public static readonly Refusal Unknown = Refusal.Invalid(
        "unknown-share", "This is not a share of this vault: a character is wrong or missing, or it belongs elsewhere. Check what you stored and try again.");

    public static readonly Refusal NotYetInForce = Refusal.Invalid(
        "share-not-in-force", "This is your new share, which is not in force yet. Here your current share is needed.");

    public static readonly Refusal SomeoneElses = Refusal.Forbidden(
        "someone-elses-share", "This is a share of the current set, but not yours. Submit your own, and tell the organiser that you hold another person's.");

    public static readonly Refusal NotTheNewOne = Refusal.Invalid(
        "not-the-new-share", "This is not the new share that you were given. Type the new one; your earlier share stays valid until the switch.");

    public static readonly Refusal OpensNothing = Refusal.Conflict(
        "shares-open-nothing", "Every share was right, but together they open nothing: the stored keys are damaged. Nothing was changed. Restore the data folder from a backup.");

    /// <summary>Told at the threshold: it is not these shares that are wrong.</summary>
    public static Refusal StoreDamaged(EngineException damaged) => Refusal.Conflict(
        "store-damaged", $"The shares are right, but what is stored was altered or damaged: {damaged.Message}. Restore the data folder from a backup, and find out who changed it.");

    public static Refusal Replaced(ShareSet old) => Refusal.Invalid("replaced-share", string.Create(
        CultureInfo.InvariantCulture,
        $"This is a share of the set of {old.Created:d MMMM yyyy, HH:mm} UTC{Until(old)}. Look for the newer one."));

    private static string Until(ShareSet old) => old.Replaced is { } at
        ? string.Create(CultureInfo.InvariantCulture, $", replaced on {at:d MMMM yyyy, HH:mm} UTC")
        : "";
}
