using System.Text.Json;
using System.Text.Json.Nodes;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.Secrets;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>
/// The table of routes as an OpenAPI 3.1 document. It is the same for everybody and tells nothing of this vault: of the
/// mounts it has the two that are always there.
/// </summary>
internal sealed class OpenApi
{
    private const string Envelope = "#/components/schemas/Envelope";
    private const string Error = "#/components/responses/Error";

    private static readonly (ApiVerb Verb, string Method)[] Methods =
    [
        (ApiVerb.Read, "get"), (ApiVerb.List, "get"), (ApiVerb.Update, "post"), (ApiVerb.Patch, "patch"), (ApiVerb.Delete, "delete"),
    ];

    public OpenApi(ApiRoutes routes, PlainSecrets plain, VersionedSecrets versioned)
    {
        Routes = [.. routes.All, .. Mounts.FromTheBeginning.SelectMany(m => KeyValue.RoutesOf(m, plain, versioned))];
        Json = Document(Routes).ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    /// <summary>What it describes, in its order.</summary>
    public IReadOnlyList<ApiRoute> Routes { get; }

    /// <summary>The document.</summary>
    public string Json { get; }

    /// <summary>Where a route stands in the document. A list has a slash at its end, as upstream's document has it.</summary>
    public static string PathOf(ApiRoute route) =>
        $"/{route.Template.Replace("{path*}", "{path}", StringComparison.Ordinal)}{(route.Verb is ApiVerb.List ? "/" : "")}";

    /// <summary>Its verb there: OpenAPI knows no LIST.</summary>
    public static string MethodOf(ApiRoute route) => Methods.First(m => m.Verb == route.Verb).Method;

    private static JsonObject Document(IReadOnlyList<ApiRoute> routes)
    {
        var paths = new JsonObject();
        foreach (IGrouping<string, ApiRoute> path in routes.GroupBy(PathOf))
        {
            var item = new JsonObject();
            foreach (ApiRoute route in path)
            {
                item[MethodOf(route)] = Operation(route);
            }

            paths[path.Key] = item;
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Key Ceremony Console",
                ["version"] = SysStatus.Version,
                ["description"] = "What is served of the API of Vault and OpenBao. POST and PUT are the same. Secrets of version 1 lie at kv/, those of version 2 at secret/; other mounts have the same endpoints under their own names.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/v1" }),
            ["security"] = Security(),
            ["tags"] = new JsonArray([.. routes.Select(Group).Distinct().Select(tag => new JsonObject { ["name"] = tag })]),
            ["paths"] = paths,
            ["components"] = Components(),
        };
    }

    /// <summary>The first part of the path, by which routes are grouped.</summary>
    public static string Group(ApiRoute route) => route.Template.Split('/')[0];

    private static JsonObject Operation(ApiRoute route)
    {
        var operation = new JsonObject
        {
            ["operationId"] = $"{route.Verb}-{route.Template}".ToLowerInvariant().Replace("{path*}", "path", StringComparison.Ordinal).Replace("{name}", "name", StringComparison.Ordinal).Replace('/', '-'),
            ["summary"] = route.Summary,
            ["description"] = Needs(route),
            ["tags"] = new JsonArray(Group(route)),
            ["parameters"] = new JsonArray([.. Parameters(route)]),
            ["responses"] = Responses(route),
        };
        if (route.Verb is not (ApiVerb.Read or ApiVerb.List) && route.Fields is not { Count: 0 })
        {
            operation["requestBody"] = new JsonObject
            {
                ["content"] = new JsonObject { [route.Verb is ApiVerb.Patch ? "application/merge-patch+json" : "application/json"] = new JsonObject { ["schema"] = Body(route.Fields) } },
            };
        }

        if (route.Access is not ApiAccess.Token)
        {
            operation["security"] = route.Access is ApiAccess.Anybody ? new JsonArray() : Security(new JsonObject());
        }

        return operation;
    }

    /// <summary>Who may come, in a sentence.</summary>
    public static string Needs(ApiRoute route) => route.Access switch
    {
        ApiAccess.Anybody => "Needs no token.",
        _ => $"Needs a token with {string.Join(" and ", CapabilityNames.In(route.Capability | (NeedsSudo(route) ? Capabilities.Sudo : Capabilities.None)))} on the path"
            + (route.Exists is null ? "" : ", or create where there is nothing yet")
            + (route.Access is ApiAccess.TokenUnlessOpened ? "; none where Api:UnauthenticatedRekey is set." : "."),
    };

    private static bool NeedsSudo(ApiRoute route) =>
        SudoPaths.Include(route.Template.Replace("{path*}", "x", StringComparison.Ordinal).Replace("{name}", "x", StringComparison.Ordinal));

    private static IEnumerable<JsonNode> Parameters(ApiRoute route)
    {
        foreach (string part in route.Template.Split('/').Where(p => p.StartsWith('{')))
        {
            yield return Parameter(part.Trim('{', '}', '*'), "path", new ApiField("string", part == "{path*}" ? "All that follows; it may hold slashes." : "A name."), required: true);
        }

        if (route.Verb is ApiVerb.List)
        {
            JsonObject list = Parameter("list", "query", new ApiField("string", "Must be true; the verb LIST says the same."), required: true);
            list["schema"]!["enum"] = new JsonArray("true");
            yield return list;
        }

        foreach (string name in route.Verb is ApiVerb.Read or ApiVerb.List ? route.Fields ?? [] : [])
        {
            yield return Parameter(name, "query", ApiFields.Of(name), required: false);
        }
    }

    private static JsonObject Parameter(string name, string place, ApiField field, bool required) => new()
    {
        ["name"] = name,
        ["in"] = place,
        ["required"] = required,
        ["description"] = field.Description,
        ["schema"] = new JsonObject { ["type"] = field.Type },
    };

    private static JsonObject Body(IReadOnlyList<string>? fields) => fields is null
        ? new JsonObject { ["type"] = "object", ["description"] = "Any names with values." }
        : new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(fields.Select(name => KeyValuePair.Create<string, JsonNode?>(name, Field(ApiFields.Of(name))))),
        };

    private static JsonObject Field(ApiField field)
    {
        var schema = new JsonObject { ["type"] = field.Type, ["description"] = field.Description };
        if (field.Type == "array")
        {
            schema["items"] = new JsonObject();
        }

        return schema;
    }

    private static JsonObject Responses(ApiRoute route)
    {
        var responses = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] = "What was asked for.",
                ["content"] = new JsonObject
                {
                    ["application/json"] = new JsonObject
                    {
                        ["schema"] = route.Shape is ApiShape.Raw ? new JsonObject { ["type"] = "object" } : new JsonObject { ["$ref"] = Envelope },
                    },
                },
            },
        };
        if (route.Verb is not (ApiVerb.Read or ApiVerb.List))
        {
            responses["204"] = new JsonObject { ["description"] = "It is done, and there is nothing to say." };
        }

        responses["default"] = new JsonObject { ["$ref"] = Error };
        return responses;
    }

    private static JsonArray Security(params JsonNode?[] others) =>
        new([new JsonObject { ["token"] = new JsonArray() }, new JsonObject { ["bearer"] = new JsonArray() }, .. others]);

    private static JsonObject Components() => new()
    {
        ["securitySchemes"] = new JsonObject
        {
            ["token"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-Vault-Token", ["description"] = "A token: of init, of auth/token/create, or one's own from the account page." },
            ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "The same token, as Authorization: Bearer." },
        },
        ["responses"] = new JsonObject
        {
            ["Error"] = new JsonObject
            {
                ["description"] = "400 what was sent is wrong; 403 no token, or not allowed; 404 not there; 405 not with this verb; 413 too large; 429 too often; 503 sealed.",
                ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Error" } } },
            },
        },
        ["schemas"] = JsonNode.Parse("""
            {
              "Error": {
                "type": "object",
                "required": ["errors"],
                "properties": { "errors": { "type": "array", "items": { "type": "string" }, "description": "What is wrong; empty where there is nothing to say." } }
              },
              "Envelope": {
                "type": "object",
                "properties": {
                  "request_id": { "type": "string" },
                  "lease_id": { "type": "string" },
                  "renewable": { "type": "boolean" },
                  "lease_duration": { "type": "integer", "description": "Seconds." },
                  "data": { "type": ["object", "null"], "description": "What was asked for. Older endpoints have its members beside it as well." },
                  "wrap_info": { "type": "null" },
                  "warnings": { "type": ["array", "null"], "items": { "type": "string" } },
                  "auth": { "type": ["object", "null"], "description": "A new or renewed token." }
                }
              }
            }
            """),
    };
}
