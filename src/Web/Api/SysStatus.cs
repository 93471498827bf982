using System.Globalization;
using System.Text.Json;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using Microsoft.Extensions.Primitives;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>How the vault stands: what anybody may ask, also while it is sealed.</summary>
internal sealed class SysStatus(IConsoleStore store, SealEngine engine, TimeProvider clock) : IApiEndpoints
{
    /// <summary>The release of OpenBao whose interface this is, and who speaks it.</summary>
    public const string Version = "2.6.0+key-ceremony-console";

    private const string BuildDate = "2026-07-14T00:00:00Z";

    public IEnumerable<ApiRoute> Routes =>
    [
        new(ApiVerb.Read, "sys/seal-status", ApiAccess.Anybody, ApiShape.Raw, "Whether the vault is initialised and sealed, and how far its unseal is.", async (_, ct) => await SealStatusAsync(ct)),
        new(ApiVerb.Read, "sys/health", ApiAccess.Anybody, ApiShape.Raw, "How the server is, as a status for load balancers.", HealthAsync),
        new(ApiVerb.Read, "sys/leader", ApiAccess.Anybody, ApiShape.Raw, "Which server leads: this one, for there is no other.", (_, _) => Task.FromResult(ApiAnswer.Of(Leader))),
    ];

    /// <summary>The answer of seal-status, and of unseal after each share.</summary>
    public async Task<ApiAnswer> SealStatusAsync(CancellationToken ct)
    {
        SealStatus status = await engine.ReadStatusAsync(ct);
        Ceremony? unseal = status.Sealed
            ? (await store.ListOpenCeremoniesAsync(ct)).FirstOrDefault(c => c.Kind is CeremonyKind.Unseal)
            : null;
        string type = status.Initialized ? status.SealType : engine.ConfiguredSeal; // What it would be sealed with, if it were made now.
        return ApiAnswer.Of(json => Write(json, status, type, unseal));
    }

    private static void Write(Utf8JsonWriter json, SealStatus status, string type, Ceremony? unseal)
    {
        int received = unseal?.Received ?? 0;
        bool opensItself = type != SealStatus.Shamir;
        json.WriteString("type", type);
        json.WriteBoolean("initialized", status.Initialized);
        json.WriteBoolean("sealed", status.Sealed);
        json.WriteNumber("t", status.Current?.Scheme.Threshold ?? 0);
        json.WriteNumber("n", status.Current?.Scheme.Shares ?? 0);
        json.WriteNumber("progress", received);
        json.WriteString("nonce", received > 0 ? unseal!.Nonce.Value : "");
        json.WriteString("version", Version);
        json.WriteString("build_date", BuildDate);
        json.WriteString("commit_date", BuildDate);
        json.WriteBoolean("migration", false);
        json.WriteBoolean("recovery_seal", opensItself);
        if (opensItself)
        {
            json.WriteString("recovery_seal_type", SealStatus.Shamir);
        }

        json.WriteString("storage_type", "file");
    }

    private async Task<ApiAnswer> HealthAsync(ApiCall call, CancellationToken ct)
    {
        if (!TryCodes(call.Query, out Dictionary<string, int> codes))
        {
            return ApiAnswer.Error(StatusCodes.Status400BadRequest);
        }

        SealStatus status = await engine.ReadStatusAsync(ct);
        bool active = status.Initialized && !status.Sealed;
        int code = !status.Initialized ? codes["uninitcode"] : status.Sealed ? codes["sealedcode"] : codes["activecode"];
        return new ApiAnswer(code)
        {
            Data = json =>
            {
                json.WriteBoolean("initialized", status.Initialized);
                json.WriteBoolean("sealed", status.Sealed);
                json.WriteBoolean("standby", !active);
                json.WriteBoolean("performance_standby", false);
                json.WriteString("replication_performance_mode", active ? "disabled" : "unknown");
                json.WriteString("replication_dr_mode", active ? "disabled" : "unknown");
                json.WriteNumber("server_time_utc", clock.GetUtcNow().ToUnixTimeSeconds());
                json.WriteString("version", Version);
                json.WriteBoolean("enterprise", false);
                json.WriteNumber("echo_duration_ms", 0);
                json.WriteNumber("clock_skew_ms", 0);
                json.WriteNumber("replication_primary_canary_age_ms", 0);
            },
        };
    }

    private static bool TryCodes(IQueryCollection query, out Dictionary<string, int> codes)
    {
        codes = new Dictionary<string, int>
        {
            ["activecode"] = StatusCodes.Status200OK,
            ["standbycode"] = StatusCodes.Status429TooManyRequests,
            ["uninitcode"] = StatusCodes.Status501NotImplemented,
            ["sealedcode"] = StatusCodes.Status503ServiceUnavailable,
            ["drsecondarycode"] = 472,
            ["performancestandbycode"] = 473,
            ["haunhealthycode"] = 474,
            ["removedcode"] = 530,
        };
        foreach (string name in codes.Keys.ToArray())
        {
            if (query[name] is [{ } asked])
            {
                if (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out int code) || code is < 200 or > 599)
                {
                    return false;
                }

                codes[name] = code;
            }
        }

        return IsFlag(query["standbyok"]) && IsFlag(query["perfstandbyok"]);
    }

    private static bool IsFlag(StringValues asked) =>
        asked is not [{ Length: > 0 } text] || text is "1" or "t" or "T" or "true" or "TRUE" or "True" or "0" or "f" or "F" or "false" or "FALSE" or "False";

    private static void Leader(Utf8JsonWriter json)
    {
        json.WriteBoolean("ha_enabled", false);
        json.WriteBoolean("is_self", false);
        json.WriteString("active_time", "0001-01-01T00:00:00Z");
        json.WriteString("leader_address", "");
        json.WriteString("leader_cluster_address", "");
        json.WriteBoolean("performance_standby", false);
        json.WriteNumber("performance_standby_last_remote_wal", 0);
    }
}
