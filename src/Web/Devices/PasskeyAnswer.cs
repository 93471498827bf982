using KeyCeremonyConsole.Ceremonies;

namespace KeyCeremonyConsole.Web.Devices;

/// <summary>What came of asking for a passkey's key. The private half is not in it.</summary>
/// <param name="Key">The public key in hexadecimal, when there is one.</param>
/// <param name="Passkey">Which passkey made it.</param>
/// <param name="Problem">Else: "no-prf", "not-answered" or "failed".</param>
public sealed record PasskeyAnswer(string? Key, string? Passkey, string? Problem)
{
    private static readonly Refusal NoKey = Refusal.Conflict(
        "passkey-without-key", "This passkey, or this browser, cannot make a key for shares. Add another passkey on the page of your account, with the newest browser that you have, or use a browser as your device.");

    private static readonly Refusal NotAnswered = Refusal.Conflict(
        "passkey-not-answered", "Your passkey was not used, so nothing was done. Try again.");

    private static readonly Refusal Failed = Refusal.Conflict(
        "passkey-failed", "The passkey could not be used here. Open the console at its usual https address, in a browser of these years.");

    /// <summary>The problem in words; null when there is none.</summary>
    public Refusal? Refusal => Problem switch
    {
        null => null,
        "no-prf" => NoKey,
        "not-answered" => NotAnswered,
        _ => Failed,
    };
}
