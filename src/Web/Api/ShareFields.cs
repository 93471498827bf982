using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>Shares in requests and answers, as bytes from end to end.</summary>
internal static class ShareFields
{
    /// <summary>The share in the field <c>key</c>, owned by the caller, or what is wrong with it.</summary>
    public static bool TryShare(
        this ApiCall call, string missing, [NotNullWhen(true)] out SecretBytes? share, [NotNullWhen(false)] out ApiAnswer? bad)
    {
        share = null;
        using SecretBytes? text = call.Body.Secret("key");
        if (text is null)
        {
            bad = ApiAnswer.BadRequest(missing);
            return false;
        }

        // The server does not trim: white space is no part of either alphabet.
        string? problem = text.Borrow().ContainsAny(" \t\r\n"u8) ? "'key' must be a valid hex or base64 string" : null;
        if (problem is not null || !ShareText.TryDecode(text.Borrow(), out share, out problem))
        {
            bad = ApiAnswer.BadRequest(problem);
            return false;
        }

        bad = null;
        return true;
    }

    /// <summary>The shares twice: <c>keys</c> in hexadecimal, <c>keys_base64</c> in base64.</summary>
    public static void Shares(this Utf8JsonWriter json, string name, IReadOnlyList<SecretBytes> shares)
    {
        Write(json, name, shares, bytes => 2 * bytes, (share, room) => Convert.TryToHexStringLower(share.Borrow(), room, out int length) ? length : 0);
        Write(json, $"{name}_base64", shares, Base64.GetMaxEncodedToUtf8Length, (share, room) => ShareText.EncodeBase64(share, room));
    }

    private static void Write(
        Utf8JsonWriter json, string name, IReadOnlyList<SecretBytes> shares, Func<int, int> size, Func<SecretBytes, Span<byte>, int> encode)
    {
        json.WriteStartArray(name);
        foreach (SecretBytes share in shares)
        {
            using SecretBytes text = SecretBytes.Allocate(size(share.Length));
            int length = encode(share, text.Fill());
            json.WriteStringValue(text.Borrow()[..length]);
        }

        json.WriteEndArray();
    }
}
