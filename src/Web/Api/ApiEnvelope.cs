using System.Text.Encodings.Web;
using System.Text.Json;
using KeyCeremonyConsole.Ceremonies;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>Writes answers as upstream's clients expect them, to the letter of the content type.</summary>
internal static class ApiEnvelope
{
    // Base64's + stays a +.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext context, ApiRoute? route, ApiAnswer answer)
    {
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        response.Headers.CacheControl = "no-store";
        if (answer.Status == StatusCodes.Status204NoContent)
        {
            return;
        }

        if (answer.Plain is { } plain)
        {
            response.ContentType = plain.Type;
            await response.WriteAsync(plain.Text, context.RequestAborted);
            return;
        }

        response.ContentType = "application/json";
        using var buffer = new PinnedBuffer();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(json, route, answer);
        }

        buffer.GetSpan(1)[0] = (byte)'\n';
        buffer.Advance(1);
        response.ContentLength = buffer.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(buffer.Written, context.RequestAborted);
            await response.Body.FlushAsync(context.RequestAborted); // Before the buffer is wiped.
        }
    }

    private static void Write(Utf8JsonWriter json, ApiRoute? route, ApiAnswer answer)
    {
        json.WriteStartObject();
        if (answer.Errors is { } errors)
        {
            Texts(json, "errors", errors);
        }
        else if (route is { Shape: ApiShape.Raw })
        {
            answer.Data?.Invoke(json);
        }
        else
        {
            WriteEnvelope(json, route!, answer);
        }

        json.WriteEndObject();
    }

    private static void WriteEnvelope(Utf8JsonWriter json, ApiRoute route, ApiAnswer answer)
    {
        json.WriteString("request_id", CeremonyId.New().Value);
        json.WriteString("lease_id", "");
        json.WriteBoolean("renewable", false);
        json.WriteNumber("lease_duration", answer.LeaseSeconds);
        Members(json, "data", answer.Data);
        json.WriteNull("wrap_info");
        if (answer.Warnings.Count > 0)
        {
            Texts(json, "warnings", answer.Warnings);
        }
        else
        {
            json.WriteNull("warnings");
        }

        Members(json, "auth", answer.Auth);
        if (route.Shape is ApiShape.Injected)
        {
            answer.Data?.Invoke(json);
        }
    }

    private static void Members(Utf8JsonWriter json, string name, Action<Utf8JsonWriter>? write)
    {
        if (write is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        write(json);
        json.WriteEndObject();
    }

    /// <summary>A list of texts.</summary>
    internal static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>A time as Go writes it: UTC, without zeroes at the end of its fraction.</summary>
    internal static string Rfc3339(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
