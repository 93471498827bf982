using System.Text.Encodings.Web;
using System.Text.Json;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>JSON merge patch, RFC 7396, from bytes to bytes.</summary>
internal static class MergePatch
{
    /// <summary>The target as the patch changes it; the caller disposes it.</summary>
    public static SecretBytes Apply(SecretBytes target, SecretBytes patch)
    {
        using var buffer = new PinnedBuffer();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            var left = new Utf8JsonReader(target.Borrow());
            var right = new Utf8JsonReader(patch.Borrow());
            using JsonDocument one = JsonDocument.ParseValue(ref left);
            using JsonDocument other = JsonDocument.ParseValue(ref right);
            Merge(json, one.RootElement, other.RootElement);
        }

        SecretBytes merged = SecretBytes.Allocate(buffer.Length);
        buffer.Written.Span.CopyTo(merged.Fill());
        return merged;
    }

    private static void Merge(Utf8JsonWriter json, JsonElement? target, JsonElement patch)
    {
        if (patch.ValueKind is not JsonValueKind.Object)
        {
            patch.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        JsonElement? kept = target is { ValueKind: JsonValueKind.Object } ? target : null;
        foreach (JsonProperty member in kept?.EnumerateObject().ToArray() ?? [])
        {
            if (!patch.TryGetProperty(member.Name, out _))
            {
                member.WriteTo(json);
            }
        }

        foreach (JsonProperty change in patch.EnumerateObject())
        {
            if (change.Value.ValueKind is not JsonValueKind.Null)
            {
                json.WritePropertyName(change.Name);
                Merge(json, kept is { } old && old.TryGetProperty(change.Name, out JsonElement before) ? before : null, change.Value);
            }
        }

        json.WriteEndObject();
    }
}
