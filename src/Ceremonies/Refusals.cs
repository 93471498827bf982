using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>The refusals that more than one trip gives.</summary>
internal static class Refusals
{
    public static readonly Refusal SignInAgain = Refusal.Forbidden(
        "not-signed-in", "This account can no longer act here. Sign in again, or ask an administrator for access.");

    public static readonly Refusal ProofNeeded = Refusal.Forbidden(
        "proof-needed", "Prove once more that it is you, then do it again: for this, a proof may be five minutes old at the most.");

    public static readonly Refusal NoSuchCeremony = Refusal.Missing(
        "no-such-ceremony", "There is no such ceremony. Open the list of ceremonies and choose one.");

    public static readonly Refusal StaleView = Refusal.Conflict(
        "stale-view", "The ceremony has changed since this page showed it. Compare the fingerprint again, then submit again.");

    public static readonly Refusal Ended = Refusal.Conflict(
        "ceremony-ended", "This ceremony has ended. Nothing was changed.");

    public static readonly Refusal NotCollecting = Refusal.Conflict(
        "not-collecting", "No shares are being collected in this ceremony now.");

    public static readonly Refusal NotDealt = Refusal.Conflict(
        "not-dealt", "The new shares have not been made yet. They are made when enough current holders have submitted.");

    public static readonly Refusal NotYours = Refusal.Forbidden(
        "not-a-participant", "You have no part in this step of the ceremony. Ask its organiser if you think you should.");

    public static readonly Refusal Sealed = Refusal.Conflict(
        "sealed", "The vault is sealed. It must be opened first; the overview says who or what opens it.");

    public static readonly Refusal NoProvider = Refusal.Conflict(
        "no-seal-provider", "No seal provider is configured here. The operator names one in the section Seal of the settings, and starts the console again.");

    public static readonly Refusal AlreadySubmitted = Refusal.Conflict(
        "already-submitted", "Your share is already in. There is nothing more for you to do in this step.");

    public static readonly Refusal SlotTaken = Refusal.Conflict(
        "ceremony-open", "Another ceremony is open. Finish or cancel it before you start a new one.");

    public static readonly Refusal ReasonMissing = Refusal.Invalid(
        "reason-missing", string.Create(CultureInfo.InvariantCulture, $"Give a reason, at most {Limits.Reason} characters. It is written in the record."));

    public static Refusal ProviderAway(SealProviderException problem) => Refusal.Conflict(
        "seal-provider-away", $"The seal provider did not answer as it should, and nothing was changed. {problem.Message}");

    public static Refusal NotAllowed(Act act) => Refusal.Forbidden(
        "not-allowed", $"Your policies do not allow this: it needs {act.InWords}. Ask an administrator to do it, or to give you a role or a policy that allows it.");
}

/// <summary>How much of anything is taken from a person. Everything has a limit.</summary>
public static class Limits
{
    /// <summary>Characters of a reason.</summary>
    public const int Reason = 500;

    /// <summary>Characters of a person's name or sign-in name.</summary>
    public const int Name = 100;

    /// <summary>Characters of a secret's path.</summary>
    public const int SecretPath = 512;

    /// <summary>Bytes of one secret's value.</summary>
    public const int SecretValue = 256 * 1024;

    /// <summary>The shortest time a ceremony may be open.</summary>
    public static readonly TimeSpan ShortestCeremony = TimeSpan.FromMinutes(10);

    /// <summary>The longest time a ceremony may be open.</summary>
    public static readonly TimeSpan LongestCeremony = TimeSpan.FromDays(30);
}
