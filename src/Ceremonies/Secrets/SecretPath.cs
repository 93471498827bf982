using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace KeyCeremonyConsole.Ceremonies.Secrets;

/// <summary>Where a secret lies: segments of visible characters parted by '/', "team/database".</summary>
public readonly record struct SecretPath
{
    // The mount of the key/value engine, as upstream lays out logical storage: logical/<mount id>/<path>.
    private const string Mount = "logical/8f1d7c52-0b7e-4c1c-9a55-2f6a3c9b1e04/";

    private SecretPath(string value) => Value = value;

    public string Value { get; }

    /// <summary>The storage path, which is also what binds the ciphertext to its place.</summary>
    public string Record => Mount + Value;

    /// <summary>Storage paths of everything below <paramref name="folder"/> ("" or "team/").</summary>
    public static string RecordPrefix(string folder) => Mount + folder;

    internal static SecretPath Of(string path) => new(path);

    public static SecretPath FromRecord(string record) => new(record[Mount.Length..]);

    /// <summary>What a person typed, without the spaces and slashes too many at its ends.</summary>
    public static string Typed(string text) => text.Trim().Trim('/');

    /// <summary>The path exactly as it is written: policies were asked about it so, and a mended one might be another's.</summary>
    public static bool TryParse(string value, out SecretPath path, [NotNullWhen(false)] out Refusal? refusal)
    {
        bool good = value.Length is > 0 and <= Limits.SecretPath
            && value.Split('/').All(s => s.Length > 0 && s is not ("." or ".."))
            && value.All(c => IsVisible(char.GetUnicodeCategory(c)));
        path = good ? new SecretPath(value) : default;
        refusal = good ? null : Refusal.Invalid(
            "bad-path", "A path is one or more names parted by \"/\", without spaces: \"team/database\".");
        return good;
    }

    // Nothing that could make one path look like another: no controls, spaces, formatting or half characters.
    private static bool IsVisible(UnicodeCategory category) => category is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.OtherNotAssigned);
}
