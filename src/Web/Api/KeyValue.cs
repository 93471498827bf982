using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>Secrets, with versions and without, in whichever mount a path lies.</summary>
internal sealed class KeyValue(Mounts mounts, PlainSecrets plain, VersionedSecrets versioned, SealEngine engine)
{
    private const long Lease = 2764800; // 768 hours: upstream's default.

    private readonly ConcurrentDictionary<Mount, ApiRoutes> _tables = [];

    /// <summary>The endpoints of a mount, for the documents and the tests; their paths begin with the mount's.</summary>
    public static IReadOnlyList<ApiRoute> RoutesOf(Mount mount, PlainSecrets plain, VersionedSecrets versioned) =>
        mount.Version == 1 ? [.. new Plain(mount, plain).Routes] : [.. new Versioned(mount, versioned).Routes];

    /// <summary>As <see cref="ApiRoutes.Find"/>, among the mounts.</summary>
    public async Task<ApiMatch> FindAsync(ApiVerb verb, string path, CancellationToken ct)
    {
        if (engine.IsSealed || path.StartsWith("sys/", StringComparison.Ordinal) || path.StartsWith("auth/", StringComparison.Ordinal)
            || await mounts.FindAsync(path, ct) is not { } mount)
        {
            return new ApiMatch(null, "", false, ApiShape.Logical);
        }

        return _tables.GetOrAdd(mount, m => new ApiRoutes([new Table(RoutesOf(m, plain, versioned))])).Find(verb, path);
    }

    private static string[] Names(IReadOnlyList<string> paths, string folder) =>
    [
        .. paths.Where(p => p.StartsWith(folder, StringComparison.Ordinal))
            .Select(p => p.IndexOf('/', folder.Length) is var slash and >= 0 ? p[folder.Length..(slash + 1)] : p[folder.Length..])
            .Distinct().Order(StringComparer.Ordinal),
    ];

    private static string Folder(string rest) => rest.Length == 0 ? "" : rest.TrimEnd('/') + "/";

    private static ApiAnswer Keys(string[] names) => names.Length == 0 ? ApiAnswer.Missing : ApiAnswer.Of(json => json.Texts("keys", names));

    private static ApiAnswer Told(Refusal refusal) => refusal.Kind is RefusalKind.Missing ? ApiAnswer.Missing : ApiAnswer.Of(refusal);

    private static void Raw(Utf8JsonWriter json, string name, SecretBytes value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.Borrow(), skipInputValidation: true); // It was read as an object when it was stored.
    }

    private sealed class Table(IReadOnlyList<ApiRoute> routes) : IApiEndpoints
    {
        public IEnumerable<ApiRoute> Routes => routes;
    }

    /// <summary>Version 1.</summary>
    private sealed class Plain(Mount mount, PlainSecrets secrets)
    {
        public IEnumerable<ApiRoute> Routes
        {
            get
            {
                string at = mount.Path + "{path*}";
                return
                [
                    new(ApiVerb.List, mount.Path.TrimEnd('/'), ApiAccess.Token, ApiShape.Logical, "The names at the top of the mount.", ListAsync) { Fields = null },
                    new(ApiVerb.Read, at, ApiAccess.Token, ApiShape.Logical, "The value at a path.", ReadAsync) { Fields = null },
                    new(ApiVerb.List, at, ApiAccess.Token, ApiShape.Logical, "The names in a folder.", ListAsync) { Fields = null },
                    new(ApiVerb.Update, at, ApiAccess.Token, ApiShape.Logical, "Writes the value at a path.", WriteAsync) { Fields = null, Exists = (call, ct) => secrets.AnyAsync(mount, call.Rest, ct) },
                    new(ApiVerb.Delete, at, ApiAccess.Token, ApiShape.Logical, "Deletes the value at a path.", DeleteAsync) { Fields = null },
                ];
            }
        }

        private async Task<ApiAnswer> ReadAsync(ApiCall call, CancellationToken ct)
        {
            Outcome<SecretBytes> outcome = await secrets.ReadAsync(call.Grant, mount, call.Rest, ct);
            return outcome.Match(value => ApiAnswer.Of(json => Members(json, value)) with { LeaseSeconds = Lease, Owned = [value] }, Told);
        }

        private async Task<ApiAnswer> WriteAsync(ApiCall call, CancellationToken ct)
        {
            using SecretBytes? value = call.Body.Whole();
            return value is null
                ? ApiAnswer.BadRequest("missing data fields")
                : (await secrets.WriteAsync(call.Grant, mount, call.Rest, value, ct)).Match(_ => ApiAnswer.Nothing, Told);
        }

        private async Task<ApiAnswer> DeleteAsync(ApiCall call, CancellationToken ct) =>
            (await secrets.DeleteAsync(call.Grant, mount, call.Rest, ct)).Match(_ => ApiAnswer.Nothing, Told);

        private async Task<ApiAnswer> ListAsync(ApiCall call, CancellationToken ct) =>
            Keys(Names(await secrets.ListAsync(mount, Folder(call.Rest), ct), Folder(call.Rest)));

        private static void Members(Utf8JsonWriter json, SecretBytes value)
        {
            var reader = new Utf8JsonReader(value.Borrow());
            using JsonDocument read = JsonDocument.ParseValue(ref reader);
            foreach (JsonProperty member in read.RootElement.EnumerateObject())
            {
                member.WriteTo(json);
            }
        }
    }

    /// <summary>Version 2.</summary>
    private sealed class Versioned(Mount mount, VersionedSecrets secrets)
    {
        private static readonly string[] RuleFields = ["max_versions", "cas_required", "delete_version_after"];

        public IEnumerable<ApiRoute> Routes
        {
            get
            {
                ApiRoute Route(ApiVerb verb, string part, string summary, Func<ApiCall, CancellationToken, Task<ApiAnswer>> handle, params string[] fields) =>
                    new(verb, mount.Path + part, ApiAccess.Token, ApiShape.Logical, summary, handle) { Fields = fields };
                return
                [
                    Route(ApiVerb.Read, "config", "The rules for versions in this mount.", ReadConfigAsync),
                    Route(ApiVerb.Update, "config", "Changes the rules for versions in this mount.", WriteConfigAsync, RuleFields),
                    Route(ApiVerb.Read, "data/{path*}", "A version of a secret, by default the current one.", ReadAsync, "version"),
                    Route(ApiVerb.Update, "data/{path*}", "Writes a new version.", WriteAsync, "data", "options", "version") with { Exists = ExistsAsync },
                    Route(ApiVerb.Patch, "data/{path*}", "Writes a new version, as a merge patch of the current one.", PatchAsync, "data", "options"),
                    Route(ApiVerb.Delete, "data/{path*}", "Hides the current version.", (call, ct) => ChangedAsync(secrets.DeleteAsync(call.Grant, mount, call.Rest, null, ct))),
                    Route(ApiVerb.Update, "delete/{path*}", "Hides versions.", (call, ct) => OnVersionsAsync(call, versions => secrets.DeleteAsync(call.Grant, mount, call.Rest, versions, ct)), "versions"),
                    Route(ApiVerb.Update, "undelete/{path*}", "Brings hidden versions back.", (call, ct) => OnVersionsAsync(call, versions => secrets.UndeleteAsync(call.Grant, mount, call.Rest, versions, ct)), "versions"),
                    Route(ApiVerb.Update, "destroy/{path*}", "Removes the values of versions for good.", (call, ct) => OnVersionsAsync(call, versions => secrets.DestroyAsync(call.Grant, mount, call.Rest, versions, ct)), "versions"),
                    Route(ApiVerb.List, "metadata", "The names at the top of the mount.", ListAsync),
                    Route(ApiVerb.List, "metadata/{path*}", "The names in a folder.", ListAsync),
                    Route(ApiVerb.Read, "metadata/{path*}", "A secret's versions and what is said about it.", ReadMetadataAsync),
                    Route(ApiVerb.Update, "metadata/{path*}", "Changes what is said about a secret.", WriteMetadataAsync, [.. RuleFields, "custom_metadata"]) with { Exists = ExistsAsync },
                    Route(ApiVerb.Delete, "metadata/{path*}", "Removes a secret with all its versions.", (call, ct) => ChangedAsync(secrets.RemoveAsync(call.Grant, mount, call.Rest, ct))),
                ];
            }
        }

        private Task<bool> ExistsAsync(ApiCall call, CancellationToken ct) => secrets.AnyAsync(mount, call.Rest, ct);

        private async Task<ApiAnswer> ReadAsync(ApiCall call, CancellationToken ct)
        {
            string asked = call.Query["version"] is [{ Length: > 0 } text] ? text : "0";
            if (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out int version))
            {
                return ApiAnswer.BadRequest($"Field validation failed: error converting input {asked} for field \"version\"");
            }

            return (await secrets.ReadAsync(call.Grant, mount, call.Rest, version, ct)).Match(
                read => new ApiAnswer(read.Value is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK)
                {
                    Data = json =>
                    {
                        if (read.Value is { } value)
                        {
                            Raw(json, "data", value);
                        }
                        else
                        {
                            json.WriteNull("data");
                        }

                        json.WriteStartObject("metadata");
                        WriteVersion(json, read);
                        json.WriteEndObject();
                    },
                    Owned = [read],
                },
                Told);
        }

        private async Task<ApiAnswer> WriteAsync(ApiCall call, CancellationToken ct)
        {
            using SecretBytes? value = call.Body.Object("data");
            return value is null ? ApiAnswer.BadRequest("no data provided")
                : Written(await secrets.WriteAsync(call.Grant, mount, call.Rest, value, Cas(call), ct));
        }

        private async Task<ApiAnswer> PatchAsync(ApiCall call, CancellationToken ct)
        {
            using SecretBytes? patch = call.Body.Object("data");
            if (patch is null)
            {
                return ApiAnswer.BadRequest("no data provided");
            }

            if (!(await secrets.ReadAsync(call.Grant, mount, call.Rest, version: 0, ct)).TryGet(out SecretRead? read, out Refusal? refusal))
            {
                return Told(refusal);
            }

            using (read)
            {
                if (read.Value is null)
                {
                    return ApiAnswer.Missing;
                }

                using SecretBytes merged = MergePatch.Apply(read.Value, patch);
                return Written(await secrets.WriteAsync(call.Grant, mount, call.Rest, merged, Cas(call) ?? read.Version.Number, ct));
            }
        }

        private static int? Cas(ApiCall call) => !call.Body.Inner("options").TryGetValue("cas", out JsonElement cas) || cas.ValueKind is JsonValueKind.Null ? null
            : int.TryParse(cas.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : throw ApiException.BadRequest("error parsing check-and-set parameter");

        private static ApiAnswer Written(Outcome<SecretRead> outcome) => outcome.Match(
            written => ApiAnswer.Of(json => WriteVersion(json, written)), Told);

        private static async Task<ApiAnswer> ChangedAsync(Task<Outcome<SecretRead>> change) => (await change).Match(_ => ApiAnswer.Nothing, Told);

        private static async Task<ApiAnswer> OnVersionsAsync(ApiCall call, Func<IReadOnlyList<int>, Task<Outcome<SecretRead>>> change) =>
            call.Body.Ints("versions") is { Count: > 0 } versions ? await ChangedAsync(change(versions)) : ApiAnswer.BadRequest("No version number provided");

        private async Task<ApiAnswer> ListAsync(ApiCall call, CancellationToken ct)
        {
            string folder = Folder(call.Rest);
            return (await secrets.ListAsync(call.Grant, mount, folder, ct)).Match(paths => Keys(Names(paths, folder)), Told);
        }

        private async Task<ApiAnswer> ReadMetadataAsync(ApiCall call, CancellationToken ct) =>
            (await secrets.ReadHistoryAsync(call.Grant, mount, call.Rest, ct)).Match(history => ApiAnswer.Of(json => Write(json, history)), Told);

        private async Task<ApiAnswer> WriteMetadataAsync(ApiCall call, CancellationToken ct) => await ChangedAsync(secrets.DescribeAsync(
            call.Grant, mount, call.Rest, call.Body.Int("max_versions"), call.Body.Flag("cas_required"), call.Body.Duration("delete_version_after"), call.Body.Map("custom_metadata"), ct));

        private async Task<ApiAnswer> ReadConfigAsync(ApiCall call, CancellationToken ct)
        {
            MountRules rules = await secrets.ReadRulesAsync(mount, ct);
            return ApiAnswer.Of(json =>
            {
                json.WriteBoolean("cas_required", rules.CasRequired);
                json.WriteString("delete_version_after", GoDuration.Format(rules.DeleteAfter));
                json.WriteNumber("max_versions", rules.MaxVersions);
            });
        }

        private async Task<ApiAnswer> WriteConfigAsync(ApiCall call, CancellationToken ct) => (await secrets.SetRulesAsync(
            call.Grant, mount, call.Body.Int("max_versions"), call.Body.Flag("cas_required"), call.Body.Duration("delete_version_after"), ct)).Match(_ => ApiAnswer.Nothing, Told);

        private static void WriteVersion(Utf8JsonWriter json, SecretRead read)
        {
            json.WriteNumber("version", read.Version.Number);
            Write(json, read.Version);
            Custom(json, read.Custom);
        }

        private static void Write(Utf8JsonWriter json, SecretVersion version)
        {
            json.WriteString("created_time", version.Created.Rfc3339());
            json.WriteString("deletion_time", version.Deleted?.Rfc3339() ?? "");
            json.WriteBoolean("destroyed", version.Destroyed);
        }

        private static void Write(Utf8JsonWriter json, SecretHistory history)
        {
            json.WriteBoolean("cas_required", history.CasRequired);
            json.WriteString("created_time", history.Created.Rfc3339());
            json.WriteNumber("current_version", history.Current);
            Custom(json, history.Custom);
            json.WriteString("delete_version_after", GoDuration.Format(history.DeleteAfter));
            json.WriteNumber("max_versions", history.MaxVersions);
            json.WriteNumber("oldest_version", history.Versions.Count > 0 && history.Versions[0].Number > 1 ? history.Versions[0].Number : 0);
            json.WriteString("updated_time", history.Updated.Rfc3339());
            json.WriteStartObject("versions");
            foreach (SecretVersion version in history.Versions)
            {
                json.WriteStartObject(version.Number.ToString(CultureInfo.InvariantCulture));
                Write(json, version);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        private static void Custom(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? custom)
        {
            if (custom is null)
            {
                json.WriteNull("custom_metadata");
                return;
            }

            json.WriteStartObject("custom_metadata");
            foreach ((string key, string value) in custom)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }
    }
}
