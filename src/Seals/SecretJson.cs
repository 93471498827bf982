using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Seals;

/// <summary>Takes one secret out of a JSON answer without making a string of it.</summary>
internal static class SecretJson
{
    /// <param name="json">The answer.</param>
    /// <param name="url">Whether the value is base64url without padding, or plain base64.</param>
    /// <param name="path">The names on the way to the value.</param>
    /// <exception cref="JsonException">There is no such value, or it is no base64.</exception>
    public static SecretBytes Base64(byte[] json, bool url, params ReadOnlySpan<string> path)
    {
        var reader = new Utf8JsonReader(json);
        int depth = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != depth + 1)
            {
                continue;
            }

            bool onTheWay = reader.ValueTextEquals(path[depth]);
            reader.Read();
            if (!onTheWay)
            {
                reader.Skip();
            }
            else if (++depth == path.Length)
            {
                return Decode(ref reader, url);
            }
        }

        throw new JsonException("the value is missing");
    }

    private static SecretBytes Decode(ref Utf8JsonReader reader, bool url)
    {
        byte[] room = new byte[reader.ValueSpan.Length];
        byte[] text = new byte[reader.ValueSpan.Length];
        try
        {
            int length = reader.CopyString(text);
            int written;
            OperationStatus status = url
                ? Base64Url.DecodeFromUtf8(text.AsSpan(0, length), room, out _, out written)
                : System.Buffers.Text.Base64.DecodeFromUtf8(text.AsSpan(0, length), room, out _, out written);
            return status == OperationStatus.Done ? SecretBytes.Take(room.AsSpan(0, written)) : throw new JsonException("no base64");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(room);
            CryptographicOperations.ZeroMemory(text);
        }
    }
}
