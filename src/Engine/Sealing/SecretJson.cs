using System.Buffers;
using System.Text.Json;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Reads key material out of JSON without a string or an array in between.</summary>
internal static class SecretJson
{
    /// <summary>The base64 string that the reader stands on.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    internal static SecretBytes Base64(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("a key is no string");
        }

        using SecretBytes text = SecretBytes.Allocate(reader.ValueSpan.Length);
        int length = reader.CopyString(text.Fill());
        using SecretBytes room = SecretBytes.Allocate(System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(length));
        OperationStatus status = System.Buffers.Text.Base64.DecodeFromUtf8(
            text.Borrow()[..length], room.Fill(), out _, out int written);
        return status == OperationStatus.Done
            ? SecretBytes.Take(room.Fill()[..written])
            : throw new JsonException("a key is no base64");
    }
}
