namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// What a password must be: long, and not what is tried first (NIST SP 800-63B, section 3.1.1: length and a list of
/// common ones, no rules of composition).
/// </summary>
public static class PasswordRules
{
    public const int Shortest = 12;

    /// <summary>Enough for any phrase; a longer one would only keep the hasher busy.</summary>
    public const int Longest = 256;

    /// <summary>For a form.</summary>
    public const string Hint = "At least 12 characters. A few words in a row are good.";

    // The long ones among those tried first, and what they are built of.
    private static readonly string[] Common =
    [
        "password", "passwort", "qwertyuiop", "qwerty", "azerty", "letmein", "iloveyou", "welcome", "administrator",
        "changeme", "secret", "abcdefghijkl", "keyceremony",
    ];

    /// <summary>What is wrong with the password; null when nothing is.</summary>
    public static string? Problem(string password, string repeated, string signInName) =>
        password.Length < Shortest ? $"The password has {password.Length} characters. Choose one of at least {Shortest}; a few words in a row are good."
        : password.Length > Longest ? $"The password is too long. Choose one of at most {Longest} characters."
        : Contains(password, signInName) ? "The password contains your sign-in name. Choose one that does not."
        : IsCommon(password) ? "This password is among those that are tried first. Choose a few words of your own."
        : password != repeated ? "The two passwords differ. Type the same one twice."
        : null;

    private static bool Contains(string password, string signInName) =>
        signInName.Trim() is { Length: >= 3 } name && password.Contains(name, StringComparison.OrdinalIgnoreCase);

    // A common one with digits and signs around it, one character again and again, or digits alone.
    private static bool IsCommon(string password)
    {
        string letters = new([.. password.Where(char.IsLetter).Select(char.ToLowerInvariant)]);
        return password.Distinct().Count() < 5
            || letters.Length == 0
            || Common.Any(common => letters == common || letters == common + common);
    }
}
