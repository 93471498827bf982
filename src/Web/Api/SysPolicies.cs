using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Access.Tokens;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>Policies, and what a token may do by them.</summary>
internal sealed class SysPolicies(PolicyStore policies, ChangePolicy change, KeepTokens tokens, Gate gate) : IApiEndpoints
{
    public IEnumerable<ApiRoute> Routes =>
    [
        .. Family("sys/policies/acl", ApiShape.Logical),
        .. Family("sys/policy", ApiShape.Injected),
        new(ApiVerb.Update, "sys/capabilities-self", ApiAccess.Token, ApiShape.Injected, "What the caller's token may do on paths.", (call, _) => Task.FromResult(Capabilities(call, call.Grant.Acl))) { Fields = ["paths", "path"] },
        new(ApiVerb.Update, "sys/capabilities", ApiAccess.Token, ApiShape.Injected, "What another token may do on paths.", OfTokenAsync) { Fields = ["paths", "path", "token"] },
        new(ApiVerb.Update, "sys/capabilities-accessor", ApiAccess.Token, ApiShape.Injected, "What another token may do on paths, by its accessor.", OfAccessorAsync) { Fields = ["paths", "path", "accessor"] },
    ];

    private IEnumerable<ApiRoute> Family(string path, ApiShape shape) =>
    [
        new(ApiVerb.Read, path, ApiAccess.Token, shape, "The names of all policies.", (_, ct) => ListAsync(shape, ct)),
        new(ApiVerb.List, path, ApiAccess.Token, shape, "The names of all policies.", (_, ct) => ListAsync(shape, ct)),
        new(ApiVerb.Read, $"{path}/{{path*}}", ApiAccess.Token, shape, "A policy.", (call, ct) => ReadAsync(shape, call, ct)) { LowersNames = true },
        new(ApiVerb.Update, $"{path}/{{path*}}", ApiAccess.Token, shape, "Writes a policy, in HCL or JSON.", WriteAsync) { Fields = ["policy", "rules", "name"], LowersNames = true },
        new(ApiVerb.Delete, $"{path}/{{path*}}", ApiAccess.Token, shape, "Deletes a policy.", DeleteAsync) { LowersNames = true },
    ];

    private async Task<ApiAnswer> ListAsync(ApiShape shape, CancellationToken ct)
    {
        IReadOnlyList<string> names = await policies.ListAsync(ct);
        return ApiAnswer.Of(json =>
        {
            json.Texts("keys", names);
            if (shape is ApiShape.Injected)
            {
                json.Texts("policies", names);
            }
        });
    }

    private async Task<ApiAnswer> ReadAsync(ApiShape shape, ApiCall call, CancellationToken ct)
    {
        string name = call.Rest.ToLowerInvariant();
        AccessPolicy? policy = name == AccessPolicy.Root ? new AccessPolicy(name, "", []) : await policies.FindAsync(name, ct);
        return policy is null ? ApiAnswer.Missing : ApiAnswer.Of(json =>
        {
            json.WriteString("name", name);
            json.WriteString(shape is ApiShape.Injected ? "rules" : "policy", policy.Text);
        });
    }

    private async Task<ApiAnswer> WriteAsync(ApiCall call, CancellationToken ct)
    {
        string name = call.Rest.ToLowerInvariant();
        Outcome<AccessPolicy> outcome = await change.WriteAsync(call.Grant, name, call.Body.Text("policy") ?? call.Body.Text("rules") ?? "", ct);
        return outcome.Match(
            _ => name == call.Rest ? ApiAnswer.Nothing : new ApiAnswer(StatusCodes.Status200OK) { Warnings = [$"policy name was converted to {name}"] },
            ApiAnswer.Of);
    }

    private async Task<ApiAnswer> DeleteAsync(ApiCall call, CancellationToken ct) =>
        (await change.DeleteAsync(call.Grant, call.Rest.ToLowerInvariant(), ct)).Match(_ => ApiAnswer.Nothing, ApiAnswer.Of);

    private async Task<ApiAnswer> OfTokenAsync(ApiCall call, CancellationToken ct)
    {
        using SecretBytes? token = call.Body.Secret("token");
        return token is null
            ? ApiAnswer.BadRequest("missing token")
            : await OfAsync(call, await tokens.FindAsync(call.Grant, token, ct), ct);
    }

    private async Task<ApiAnswer> OfAccessorAsync(ApiCall call, CancellationToken ct) => call.Body.Text("accessor") is { Length: > 0 } accessor
        ? await OfAsync(call, await tokens.FindByAccessorAsync(call.Grant, accessor, ct), ct)
        : ApiAnswer.BadRequest("missing accessor");

    private async Task<ApiAnswer> OfAsync(ApiCall call, Outcome<TokenEntry> found, CancellationToken ct) =>
        !found.TryGet(out TokenEntry? entry, out Refusal? refusal) ? ApiAnswer.BadRequest($"invalid token: {refusal.Message}")
            : Capabilities(call, await gate.AclOfAsync(entry, ct));

    private static ApiAnswer Capabilities(ApiCall call, Acl acl)
    {
        IReadOnlyList<string> paths = call.Body.Texts("paths") ?? call.Body.Texts("path") ?? [];
        if (paths.Count == 0)
        {
            return ApiAnswer.BadRequest("paths must be supplied");
        }

        return ApiAnswer.Of(json =>
        {
            foreach (string path in paths.Distinct())
            {
                json.Texts(path, acl.CapabilitiesOn(Bare(path)));
            }

            if (paths.Count == 1 && paths[0] != "capabilities")
            {
                json.Texts("capabilities", acl.CapabilitiesOn(Bare(paths[0])));
            }
        });
    }

    private static string Bare(string path) => path.StartsWith('/') ? path[1..] : path;
}
