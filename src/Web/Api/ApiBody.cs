using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>The fields of a request. Upstream reads them strictly on its old endpoints and leniently on the others.</summary>
internal sealed class ApiBody : IDisposable
{
    private const int Depth = 64;
    private const int Values = 1_000_000;

    private readonly PinnedBuffer _bytes;
    private readonly JsonDocument? _json;
    private readonly bool _strict;

    private ApiBody(PinnedBuffer bytes, JsonDocument? json, bool strict) => (_bytes, _json, _strict) = (bytes, json, strict);

    /// <summary>The names as they came.</summary>
    public IEnumerable<string> Names => _json is null ? [] : _json.RootElement.EnumerateObject().Select(p => p.Name);

    /// <param name="bytes">The body; owned from here on, also when it is refused.</param>
    /// <param name="strict">Whether a number in quotes is no number.</param>
    /// <exception cref="ApiException">It is no JSON object, or more than is read.</exception>
    public static ApiBody Read(PinnedBuffer bytes, bool strict)
    {
        try
        {
            if (bytes.Written.Span.Trim(" \t\r\n"u8).IsEmpty)
            {
                return new ApiBody(bytes, null, strict);
            }

            Measure(bytes.Written.Span);
            var json = JsonDocument.Parse(bytes.Written, new JsonDocumentOptions { MaxDepth = Depth });
            if (json.RootElement.ValueKind is JsonValueKind.Object)
            {
                return new ApiBody(bytes, json, strict);
            }

            bool isNull = json.RootElement.ValueKind is JsonValueKind.Null;
            json.Dispose();
            return isNull
                ? new ApiBody(bytes, null, strict)
                : throw ApiException.BadRequest("failed to decode JSON input: an object was expected");
        }
        catch (JsonException wrong)
        {
            bytes.Dispose();
            throw ApiException.BadRequest(string.Create(
                CultureInfo.InvariantCulture, $"failed to decode JSON input: it is not well formed at line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}"));
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    public bool Has(string name) => Find(name) is { ValueKind: not JsonValueKind.Null };

    public string? Text(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text => String(text, name),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } other when !_strict => other.GetRawText(),
        _ => throw Wrong(name, "a text"),
    };

    public int? Int(string name) => Long(name) switch
    {
        null => null,
        >= int.MinValue and <= int.MaxValue and var number => (int)number,
        _ => throw Wrong(name, "a number of 32 bits"),
    };

    public long? Long(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out long value) => value,
        { ValueKind: JsonValueKind.String } text when !_strict && String(text, name) is var read => read.Length == 0 ? 0
            : long.TryParse(read, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : throw Wrong(name, "a number"),
        _ => throw Wrong(name, "a number"),
    };

    public bool? Flag(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.Number } number when !_strict => number.GetDouble() != 0,
        { ValueKind: JsonValueKind.String } text when !_strict => String(text, name) switch
        {
            "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
            "" or "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
            _ => throw Wrong(name, "true or false"),
        },
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>Seconds, or a text such as <c>25h</c>, <c>1h30m</c>, <c>90s</c>, <c>3600</c>.</summary>
    public TimeSpan? Duration(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out double seconds) => Seconds(seconds, name),
        { ValueKind: JsonValueKind.String } text => GoDuration.TryParse(String(text, name), out TimeSpan time) ? time : throw Wrong(name, "a duration such as 25h"),
        _ => throw Wrong(name, "a duration"),
    };

    /// <summary>A list of texts; leniently also one text with commas.</summary>
    public IReadOnlyList<string>? Texts(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => item.ValueKind is JsonValueKind.String ? String(item, name) : throw Wrong(name, "a list of texts"))],
        { ValueKind: JsonValueKind.String } text when !_strict => [.. String(text, name).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
        _ => throw Wrong(name, "a list of texts"),
    };

    public IReadOnlyList<int>? Ints(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => Number(item, name))],
        { ValueKind: JsonValueKind.Number or JsonValueKind.String } one => [Number(one, name)],
        _ => throw Wrong(name, "a list of numbers"),
    };

    public IReadOnlyDictionary<string, string>? Map(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Object } map => map.EnumerateObject().GroupBy(p => p.Name).ToDictionary(
            p => p.Key, p => p.Last().Value.ValueKind is JsonValueKind.String ? String(p.Last().Value, name) : throw Wrong(name, "a map of texts")),
        _ => throw Wrong(name, "a map of texts"),
    };

    /// <summary>A text that is a secret, as bytes; null when there is none, or an empty one. The caller disposes it.</summary>
    public SecretBytes? Secret(string name)
    {
        JsonElement? found = Find(name);
        if (found is null or { ValueKind: JsonValueKind.Null })
        {
            return null;
        }

        if (found.Value.ValueKind is not JsonValueKind.String)
        {
            throw Wrong(name, "a text");
        }

        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(found.Value);
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        using SecretBytes room = SecretBytes.Allocate(raw.Length);
        int length;
        try
        {
            length = reader.CopyString(room.Fill());
        }
        catch (InvalidOperationException) // Half of a surrogate pair, escaped.
        {
            throw Wrong(name, "a text");
        }

        if (length == 0)
        {
            return null;
        }

        SecretBytes text = SecretBytes.Allocate(length);
        room.Borrow()[..length].CopyTo(text.Fill());
        return text;
    }

    /// <summary>An object's JSON as it came; null when there is none. The caller disposes it.</summary>
    public SecretBytes? Object(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Object } found => Copy(JsonMarshal.GetRawUtf8Value(found)),
        _ => throw Wrong(name, "an object"),
    };

    /// <summary>The fields of an object in the body, as a body of their own; empty when there is none.</summary>
    public IReadOnlyDictionary<string, JsonElement> Inner(string name) => Find(name) is { ValueKind: JsonValueKind.Object } found
        ? found.EnumerateObject().GroupBy(p => p.Name).ToDictionary(p => p.Key, p => p.Last().Value)
        : new Dictionary<string, JsonElement>();

    /// <summary>The whole body as it came; null when it is empty. The caller disposes it.</summary>
    public SecretBytes? Whole() => _json is null || !_json.RootElement.EnumerateObject().Any() ? null : Copy(JsonMarshal.GetRawUtf8Value(_json.RootElement));

    public void Dispose()
    {
        _json?.Dispose();
        _bytes.Dispose();
    }

    private static SecretBytes Copy(ReadOnlySpan<byte> bytes)
    {
        SecretBytes copy = SecretBytes.Allocate(bytes.Length);
        bytes.CopyTo(copy.Fill());
        return copy;
    }

    // Go's decoder finds a field whatever its case, and prefers the last one.
    private JsonElement? Find(string name)
    {
        JsonElement? found = null;
        if (_json is not null)
        {
            foreach (JsonProperty property in _json.RootElement.EnumerateObject())
            {
                if (string.Equals(property.Name, name, _strict ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
                {
                    found = property.Value;
                }
            }
        }

        return found;
    }

    private static int Number(JsonElement item, string name) =>
        item.ValueKind is JsonValueKind.Number && item.TryGetInt32(out int number) ? number
        : item.ValueKind is JsonValueKind.String && int.TryParse(String(item, name), CultureInfo.InvariantCulture, out number) ? number
        : throw Wrong(name, "a list of numbers");

    private static string String(JsonElement text, string name)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(name, "a text");
        }
    }

    private static TimeSpan Seconds(double seconds, string name) =>
        Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : throw Wrong(name, "a duration");

    private static ApiException Wrong(string name, string expected) =>
        ApiException.BadRequest($"failed to decode JSON input: field '{name}' must be {expected}");

    // Deep or endless lists cost more memory than they have bytes: they are counted before they are read.
    private static void Measure(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 4096 });
        int count = 0;
        while (reader.Read())
        {
            if (reader.CurrentDepth > Depth - 1)
            {
                throw ApiException.BadRequest(string.Create(CultureInfo.InvariantCulture, $"refused JSON input due to high complexity: it is nested deeper than {Depth} levels"));
            }

            if (++count > Values)
            {
                throw ApiException.BadRequest(string.Create(CultureInfo.InvariantCulture, $"refused JSON input due to high complexity: it has more than {Values} values"));
            }
        }
    }
}
