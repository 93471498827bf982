using System.Text.Json;
using KeyCeremonyConsole.Access.Tokens;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>Tokens: made, looked up, renewed, ended.</summary>
internal sealed class AuthToken(CreateToken create, KeepTokens tokens, TimeProvider clock) : IApiEndpoints
{
    private static readonly string[] CreateFields =
    [
        "id", "policies", "meta", "no_parent", "no_default_policy", "renewable", "lease", "ttl", "type", "explicit_max_ttl", "display_name", "num_uses", "period", "entity_alias",
    ];

    public IEnumerable<ApiRoute> Routes =>
    [
        new(ApiVerb.Update, "auth/token/create", ApiAccess.Token, ApiShape.Logical, "Makes a token; its text is in the answer, once.", (call, ct) => CreateAsync(call, orphan: false, ct)) { Fields = CreateFields },
        new(ApiVerb.Update, "auth/token/create-orphan", ApiAccess.Token, ApiShape.Logical, "Makes a token that does not end with its maker.", (call, ct) => CreateAsync(call, orphan: true, ct)) { Fields = CreateFields },
        new(ApiVerb.Read, "auth/token/lookup-self", ApiAccess.Token, ApiShape.Logical, "The caller's token.", (call, _) => Task.FromResult(Show(call.Grant.Token, call.Grant.Policies, call.Token?.Copy()))),
        new(ApiVerb.Update, "auth/token/lookup-self", ApiAccess.Token, ApiShape.Logical, "The caller's token.", (call, _) => Task.FromResult(Show(call.Grant.Token, call.Grant.Policies, call.Token?.Copy()))) { Fields = ["token"] },
        new(ApiVerb.Update, "auth/token/lookup", ApiAccess.Token, ApiShape.Logical, "Another token.", (call, ct) => OnAsync(call, "token", entry => Task.FromResult(Show(entry, entry.Policies, call.Body.Secret("token") ?? call.Token?.Copy())), ct)) { Fields = ["token"] },
        new(ApiVerb.Update, "auth/token/lookup-accessor", ApiAccess.Token, ApiShape.Logical, "Another token, by its accessor.", (call, ct) => OnAsync(call, "accessor", entry => Task.FromResult(Show(entry, entry.Policies, text: null)), ct)) { Fields = ["accessor"] },
        new(ApiVerb.Update, "auth/token/renew-self", ApiAccess.Token, ApiShape.Logical, "Gives the caller's token its life anew.", (call, ct) => RenewAsync(call, call.Grant.Token, call.Token?.Copy(), ct)) { Fields = ["increment", "token"] },
        new(ApiVerb.Update, "auth/token/renew", ApiAccess.Token, ApiShape.Logical, "Gives another token its life anew.", (call, ct) => OnAsync(call, "token", entry => RenewAsync(call, entry, call.Body.Secret("token") ?? call.Token?.Copy(), ct), ct)) { Fields = ["token", "increment"] },
        new(ApiVerb.Update, "auth/token/renew-accessor", ApiAccess.Token, ApiShape.Logical, "Gives another token its life anew, by its accessor.", (call, ct) => OnAsync(call, "accessor", entry => RenewAsync(call, entry, text: null, ct), ct)) { Fields = ["accessor", "increment"] },
        new(ApiVerb.Update, "auth/token/revoke-self", ApiAccess.Token, ApiShape.Logical, "Ends the caller's token and those made with it.", (call, ct) => EndAsync(call, call.Grant.Token, ct)) { Fields = ["token"] },
        new(ApiVerb.Update, "auth/token/revoke", ApiAccess.Token, ApiShape.Logical, "Ends another token and those made with it.", RevokeAsync) { Fields = ["token"] },
        new(ApiVerb.Update, "auth/token/revoke-accessor", ApiAccess.Token, ApiShape.Logical, "Ends another token and those made with it, by its accessor.", (call, ct) => OnAsync(call, "accessor", entry => EndAsync(call, entry, ct), ct)) { Fields = ["accessor"] },
        new(ApiVerb.List, "auth/token/accessors", ApiAccess.Token, ApiShape.Logical, "The accessors of all tokens.", ListAsync),
    ];

    private async Task<ApiAnswer> CreateAsync(ApiCall call, bool orphan, CancellationToken ct)
    {
        ApiBody body = call.Body;
        if (body.Text("id") is { Length: > 0 } || body.Text("type") is { Length: > 0 } and not "service" || body.Has("period"))
        {
            return ApiAnswer.BadRequest("tokens are of type service here, without an id or a period of their own");
        }

        var order = new TokenOrder
        {
            Policies = body.Texts("policies"),
            NoDefaultPolicy = body.Flag("no_default_policy") ?? false,
            Ttl = body.Duration("ttl") ?? body.Duration("lease"),
            ExplicitMaxTtl = body.Duration("explicit_max_ttl"),
            Uses = body.Int("num_uses") ?? 0,
            DisplayName = body.Text("display_name") ?? "",
            Renewable = body.Flag("renewable") ?? true,
            Orphan = orphan || (body.Flag("no_parent") ?? false),
            Path = call.Path,
            Meta = body.Map("meta"),
        };
        return (await create.RunAsync(call.Grant, order, ct)).Match(
            made => new ApiAnswer(StatusCodes.Status200OK)
            {
                Auth = json =>
                {
                    json.WriteString("client_token", made.Text.Borrow());
                    WriteAuth(json, made.Entry);
                },
                Warnings = made.Warnings,
                Owned = [made],
            },
            ApiAnswer.Of);
    }

    // The caller's own text is said back to them: it is stored nowhere.
    private async Task<ApiAnswer> RenewAsync(ApiCall call, TokenEntry entry, SecretBytes? text, CancellationToken ct) =>
        (await tokens.RenewAsync(call.Grant, entry.Id, call.Body.Duration("increment"), ct)).Match(
            renewed => new ApiAnswer(StatusCodes.Status200OK)
            {
                Auth = json =>
                {
                    Token(json, "client_token", text);
                    WriteAuth(json, renewed);
                },
                Owned = Own(text),
            },
            ApiAnswer.Of);

    private async Task<ApiAnswer> EndAsync(ApiCall call, TokenEntry entry, CancellationToken ct)
    {
        await tokens.EndAsync(call.Grant, entry.Id, ct);
        return ApiAnswer.Nothing;
    }

    // Ending one that is not there is no fault.
    private async Task<ApiAnswer> RevokeAsync(ApiCall call, CancellationToken ct)
    {
        using SecretBytes? token = call.Body.Secret("token");
        return token is null ? ApiAnswer.BadRequest("missing token ID")
            : (await tokens.FindAsync(call.Grant, token, ct)).TryGet(out TokenEntry? entry, out _) ? await EndAsync(call, entry, ct)
            : ApiAnswer.Nothing;
    }

    private async Task<ApiAnswer> ListAsync(ApiCall call, CancellationToken ct)
    {
        IReadOnlyList<string> accessors = await tokens.ListAccessorsAsync(ct);
        return ApiAnswer.Of(json => json.Texts("keys", accessors));
    }

    private async Task<ApiAnswer> OnAsync(ApiCall call, string field, Func<TokenEntry, Task<ApiAnswer>> act, CancellationToken ct)
    {
        using SecretBytes? token = field == "token" ? call.Body.Secret("token") : null;
        Outcome<TokenEntry> found = field == "accessor" ? await tokens.FindByAccessorAsync(call.Grant, call.Body.Text("accessor") ?? "", ct)
            : token is null ? call.Grant.Token
            : await tokens.FindAsync(call.Grant, token, ct);
        return found.TryGet(out TokenEntry? entry, out Refusal? refusal) ? await act(entry) : ApiAnswer.Of(refusal);
    }

    private ApiAnswer Show(TokenEntry entry, IReadOnlyList<string> policies, SecretBytes? text) => ApiAnswer.Of(json =>
    {
        Token(json, "id", text);
        json.WriteString("accessor", entry.Accessor);
        json.Texts("policies", policies);
        json.WriteString("path", entry.Path);
        Meta(json, "meta", entry);
        json.WriteString("display_name", entry.DisplayName);
        json.WriteNumber("num_uses", entry.UsesLeft);
        json.WriteBoolean("orphan", entry.Parent is null);
        json.WriteNumber("creation_time", entry.Created.ToUnixTimeSeconds());
        json.WriteNumber("creation_ttl", (long)entry.Ttl.TotalSeconds);
        if (entry.Expires is { } expires)
        {
            json.WriteString("expire_time", expires.Rfc3339());
        }
        else
        {
            json.WriteNull("expire_time");
        }

        json.WriteNumber("ttl", Left(entry));
        json.WriteNumber("explicit_max_ttl", entry.LastExpiry is { } last ? (long)(last - entry.Created).TotalSeconds : 0);
        json.WriteString("entity_id", "");
        json.WriteString("type", "service");
        json.WriteBoolean("renewable", entry.Renewable);
        json.WriteString("issue_time", entry.Created.Rfc3339());
        if (entry.LastRenewed is { } renewed)
        {
            json.WriteString("last_renewal", renewed.Rfc3339());
            json.WriteNumber("last_renewal_time", renewed.ToUnixTimeSeconds());
        }
    }) with
    { Owned = Own(text) };

    private static IReadOnlyList<IDisposable> Own(SecretBytes? text) => text is null ? [] : [text];

    private static void Token(Utf8JsonWriter json, string name, SecretBytes? text)
    {
        if (text is null)
        {
            json.WriteString(name, "");
        }
        else
        {
            json.WriteString(name, text.Borrow());
        }
    }

    private void WriteAuth(Utf8JsonWriter json, TokenEntry entry)
    {
        json.WriteString("accessor", entry.Accessor);
        json.Texts("policies", entry.Policies);
        json.Texts("token_policies", entry.Policies);
        Meta(json, "metadata", entry);
        json.WriteNumber("lease_duration", Left(entry));
        json.WriteBoolean("renewable", entry.Renewable);
        json.WriteString("entity_id", "");
        json.WriteString("token_type", "service");
        json.WriteBoolean("orphan", entry.Parent is null);
        json.WriteNull("mfa_requirement");
        json.WriteNumber("num_uses", entry.UsesLeft);
    }

    private static void Meta(Utf8JsonWriter json, string name, TokenEntry entry)
    {
        if (entry.Meta is not { } meta)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        foreach ((string key, string value) in meta)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private long Left(TokenEntry entry) => entry.Expires is { } expires ? Math.Max(0, (long)Math.Ceiling((expires - clock.GetUtcNow()).TotalSeconds)) : 0;
}
