using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Web.Telemetry;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>The audit device, measurements, and the decoding of a root token.</summary>
internal sealed class SysTools(AuditHash hash, VaultGauges gauges) : IApiEndpoints
{
    private const string Device = "console/";

    private const string NotByApi = "cannot enable audit device via API; use declarative, config-based audit device management instead";

    public IEnumerable<ApiRoute> Routes =>
    [
        new(ApiVerb.Read, "sys/audit", ApiAccess.Token, ApiShape.Injected, "The audit device: the console's own hash-chained log.", (_, _) => Task.FromResult(ListAudit())),
        new(ApiVerb.Update, "sys/audit/{path*}", ApiAccess.Token, ApiShape.Injected, "Adds an audit device: not by the API.", (_, _) => Task.FromResult(ApiAnswer.BadRequest(NotByApi))) { Fields = null },
        new(ApiVerb.Delete, "sys/audit/{path*}", ApiAccess.Token, ApiShape.Injected, "Removes an audit device: not by the API, and never the console's own.", (_, _) => Task.FromResult(ApiAnswer.BadRequest(NotByApi.Replace("enable", "disable", StringComparison.Ordinal)))),
        new(ApiVerb.Update, "sys/audit-hash/{path*}", ApiAccess.Token, ApiShape.Injected, "The hash under which a value stands in the audit log.", HashAsync) { Fields = ["input"] },
        new(ApiVerb.Read, "sys/metrics", ApiAccess.Token, ApiShape.Logical, "Measurements, for Prometheus.", (_, _) => Task.FromResult(new ApiAnswer(StatusCodes.Status200OK) { Plain = (PrometheusText.Of(gauges.Meter), PrometheusText.Type) })),
        new(ApiVerb.Update, "sys/decode-token", ApiAccess.Anybody, ApiShape.Logical, "Takes the one-time password off an encoded root token.", (call, _) => Task.FromResult(Decode(call))) { Fields = ["encoded_token", "otp"] },
    ];

    private static ApiAnswer ListAudit() => ApiAnswer.Of(json =>
    {
        json.WriteStartObject(Device);
        json.WriteString("type", "console");
        json.WriteString("path", Device);
        json.WriteString("description", "The append-only, hash-chained log of the console.");
        json.WriteStartObject("options");
        json.WriteEndObject();
        json.WriteBoolean("local", false);
        json.WriteEndObject();
    });

    private async Task<ApiAnswer> HashAsync(ApiCall call, CancellationToken ct)
    {
        using SecretBytes? input = call.Body.Secret("input");
        if (input is null)
        {
            return ApiAnswer.BadRequest("the \"input\" parameter is empty");
        }

        if (call.Rest.TrimEnd('/') + "/" != Device)
        {
            return ApiAnswer.BadRequest($"unknown audit backend: \"{call.Rest.TrimEnd('/')}/\"");
        }

        string hashed = await hash.OfAsync(input, ct);
        return ApiAnswer.Of(json => json.WriteString("hash", hashed));
    }

    private static ApiAnswer Decode(ApiCall call)
    {
        using SecretBytes? encoded = call.Body.Secret("encoded_token");
        using SecretBytes? otp = call.Body.Secret("otp");
        if (encoded is null || otp is null)
        {
            return ApiAnswer.BadRequest("provided 'encoded_token' or 'otp' is empty");
        }

        SecretBytes? token = Mix(encoded, otp);
        return token is null
            ? ApiAnswer.BadRequest("error decoding token: it is not base64, or its length is not that of 'otp'")
            : ApiAnswer.Of(json => json.WriteString("token", token.Borrow())) with { Owned = [token] };
    }

    private static SecretBytes? Mix(SecretBytes encoded, SecretBytes otp)
    {
        int padding = (4 - (encoded.Length % 4)) % 4;
        using SecretBytes padded = SecretBytes.Allocate(encoded.Length + padding);
        encoded.Borrow().CopyTo(padded.Fill());
        padded.Fill()[encoded.Length..].Fill((byte)'=');
        using SecretBytes raw = SecretBytes.Allocate(padded.Length);
        if (System.Buffers.Text.Base64.DecodeFromUtf8(padded.Borrow(), raw.Fill(), out _, out int length) != System.Buffers.OperationStatus.Done || length != otp.Length)
        {
            return null;
        }

        SecretBytes token = SecretBytes.Allocate(length);
        Span<byte> bytes = token.Fill();
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)(raw.Borrow()[i] ^ otp.Borrow()[i]);
        }

        return token;
    }
}
