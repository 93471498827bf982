using System.Text.Json;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Secrets;

/// <summary>What may be stored as a secret.</summary>
internal static class SecretValues
{
    private const int JsonDepth = 16;

    private static readonly Refusal BadValue = Refusal.Invalid(
        "bad-value", "A secret is a set of names with values, at most 256 KiB, and not empty.");

    /// <summary>Null when it may.</summary>
    internal static Refusal? Check(SecretBytes value)
    {
        if (value.Length is 0 or > Limits.SecretValue)
        {
            return BadValue;
        }

        var reader = new Utf8JsonReader(value.Borrow(), new JsonReaderOptions { MaxDepth = JsonDepth });
        try
        {
            bool isObject = reader.Read() && reader.TokenType is JsonTokenType.StartObject;
            while (reader.Read())
            {
            }

            return isObject ? null : BadValue;
        }
        catch (JsonException)
        {
            return BadValue;
        }
    }
}
