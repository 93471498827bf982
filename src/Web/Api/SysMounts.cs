using System.Globalization;
using System.Text.Json;
using KeyCeremonyConsole.Ceremonies.Secrets;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>Where what lies, and what the command line asks before it reads a secret.</summary>
internal sealed class SysMounts(Mounts mounts) : IApiEndpoints
{
    private const long LongestLease = 2764800;

    // What is not a mount of secrets, and cannot be changed.
    private static readonly (string Path, string Type, string Description)[] Fixed =
    [
        ("cubbyhole/", "cubbyhole", "not served here"), ("identity/", "identity", "not served here"), ("sys/", "system", "system endpoints used for control, policy and debugging"),
    ];

    public IEnumerable<ApiRoute> Routes =>
    [
        new(ApiVerb.Read, "sys/mounts", ApiAccess.Token, ApiShape.Injected, "All mounts.", ListAsync),
        new(ApiVerb.Read, "sys/mounts/{path*}", ApiAccess.Token, ApiShape.Injected, "A mount.", ReadAsync),
        new(ApiVerb.Update, "sys/mounts/{path*}", ApiAccess.Token, ApiShape.Injected, "Adds a mount of secrets: type kv, version 1 or 2.", AddAsync)
        {
            Fields = ["type", "description", "options", "config", "local", "seal_wrap", "external_entropy_access", "plugin_name", "plugin_version"],
        },
        new(ApiVerb.Delete, "sys/mounts/{path*}", ApiAccess.Token, ApiShape.Injected, "Removes a mount with everything in it.", RemoveAsync),
        new(ApiVerb.Read, "sys/auth", ApiAccess.Token, ApiShape.Injected, "How programs sign in: with tokens.", AuthAsync),
        new(ApiVerb.Read, "sys/internal/ui/mounts", ApiAccess.Token, ApiShape.Logical, "The mounts that are of use to the caller.", OfUseAsync),
        new(ApiVerb.Read, "sys/internal/ui/mounts/{path*}", ApiAccess.Anybody, ApiShape.Logical, "The mount of a path, for the command line.", PreflightAsync) { TokenIsWelcome = true },
    ];

    private async Task<ApiAnswer> ListAsync(ApiCall call, CancellationToken ct)
    {
        IReadOnlyList<Mount> all = await mounts.ListAsync(ct);
        return ApiAnswer.Of(json =>
        {
            foreach ((string path, string type, string description) in Fixed)
            {
                json.WriteStartObject(path);
                Write(json, type, type, description, type, options: null);
                json.WriteEndObject();
            }

            foreach (Mount mount in all)
            {
                json.WriteStartObject(mount.Path);
                Write(json, mount);
                json.WriteEndObject();
            }
        });
    }

    private async Task<ApiAnswer> ReadAsync(ApiCall call, CancellationToken ct)
    {
        string path = call.Rest.TrimEnd('/') + "/";
        return (await mounts.ListAsync(ct)).FirstOrDefault(m => m.Path == path) is { } mount
            ? ApiAnswer.Of(json => Write(json, mount))
            : ApiAnswer.BadRequest($"No secret engine mount at {path}");
    }

    private async Task<ApiAnswer> AddAsync(ApiCall call, CancellationToken ct)
    {
        string type = call.Body.Text("type") ?? "";
        if (type is not ("kv" or "kv-v2" or "kv-v1" or "generic"))
        {
            return ApiAnswer.BadRequest(type.Length == 0 ? "backend type must be specified as a string" : $"plugin not found in the catalog: {type}");
        }

        string? asked = call.Body.Inner("options").TryGetValue("version", out JsonElement version) ? version.ToString() : null;
        int number = type == "kv-v2" ? 2 : asked is null or "" ? 1 : int.TryParse(asked, CultureInfo.InvariantCulture, out int read) ? read : 0;
        return (await mounts.AddAsync(call.Grant, call.Rest, number, call.Body.Text("description") ?? "", ct)).Match(_ => ApiAnswer.Nothing, ApiAnswer.Of);
    }

    private async Task<ApiAnswer> RemoveAsync(ApiCall call, CancellationToken ct) =>
        (await mounts.RemoveAsync(call.Grant, call.Rest, ct)).Match(_ => ApiAnswer.Nothing, ApiAnswer.Of);

    private Task<ApiAnswer> AuthAsync(ApiCall call, CancellationToken ct) => Task.FromResult(ApiAnswer.Of(json =>
    {
        json.WriteStartObject("token/");
        Write(json, "token", "auth_token", "token based credentials", "token", options: null);
        json.WriteEndObject();
    }));

    private async Task<ApiAnswer> OfUseAsync(ApiCall call, CancellationToken ct)
    {
        IReadOnlyList<Mount> all = await mounts.ListAsync(ct);
        return ApiAnswer.Of(json =>
        {
            json.WriteStartObject("auth");
            json.WriteEndObject();
            json.WriteStartObject("secret");
            foreach (Mount mount in all.Where(m => call.Grant.Acl.AllowsAnythingUnder(m.Path)))
            {
                json.WriteStartObject(mount.Path);
                Write(json, mount);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        });
    }

    // A stranger is told the same of a mount that exists and of one that does not.
    private async Task<ApiAnswer> PreflightAsync(ApiCall call, CancellationToken ct)
    {
        Mount? mount = call.HasGrant ? await mounts.FindAsync(call.Rest, ct) : null;
        return mount is not null && call.Grant.Acl.AllowsAnythingUnder(mount.Path)
            ? ApiAnswer.Of(json =>
            {
                Write(json, mount);
                json.WriteString("path", mount.Path);
            })
            : ApiAnswer.Error(StatusCodes.Status403Forbidden, $"preflight capability check returned 403, please ensure client's policies grant access to path \"{call.Rest.TrimEnd('/')}/\"");
    }

    private static void Write(Utf8JsonWriter json, Mount mount) => Write(
        json, "kv", mount.Accessor, mount.Description, mount.Id, mount.Version.ToString(CultureInfo.InvariantCulture));

    private static void Write(Utf8JsonWriter json, string type, string accessor, string description, string uuid, string? options)
    {
        json.WriteString("type", type);
        json.WriteString("accessor", accessor);
        json.WriteString("description", description);
        json.WriteString("uuid", uuid);
        json.WriteBoolean("local", false);
        json.WriteBoolean("seal_wrap", false);
        json.WriteBoolean("external_entropy_access", false);
        json.WriteString("plugin_version", "");
        json.WriteString("running_plugin_version", "");
        json.WriteString("running_sha256", "");
        if (options is null)
        {
            json.WriteNull("options");
        }
        else
        {
            json.WriteStartObject("options");
            json.WriteString("version", options);
            json.WriteEndObject();
        }

        json.WriteStartObject("config");
        json.WriteNumber("default_lease_ttl", LongestLease);
        json.WriteNumber("max_lease_ttl", LongestLease);
        json.WriteBoolean("force_no_cache", false);
        json.WriteEndObject();
    }
}
