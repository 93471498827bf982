using System.Text;
using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Access.Tokens;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using Microsoft.AspNetCore.Http.Features;

namespace KeyCeremonyConsole.Web.Api;

//
//    route ──▶ limits ──▶ body ──▶ gate: token, policies ──▶ handler ──▶ envelope
//      │ 404, 405  │ 429     │ 400, 413    │ 403, 503         │ 400, 404, …
//
//  It stands before everything that is meant for browsers: no cookie, no form token, no page of a status reaches it.
//

/// <summary>Serves <c>/v1</c>.</summary>
internal sealed class ApiDispatcher(ApiRoutes routes, KeyValue keyValue, ApiLimits limits, Gate gate, SealEngine engine, IConfiguration settings, ILogger<ApiDispatcher> log)
{
    private const int LargestBody = 32 * 1024 * 1024;

    private readonly bool _openRekey = settings.GetValue("Api:UnauthenticatedRekey", false);

    public async Task ServeAsync(HttpContext context)
    {
        ApiRoute? route = null;
        using ApiAnswer answer = await AnswerAsync(context, found => route = found);
        await ApiEnvelope.WriteAsync(context, route, answer);
    }

    private async Task<ApiAnswer> AnswerAsync(HttpContext context, Action<ApiRoute> chosen)
    {
        try
        {
            if (!limits.Admit(context))
            {
                context.Response.Headers.RetryAfter = "1";
                return ApiAnswer.Error(StatusCodes.Status429TooManyRequests, "request path rate limited: try again in a moment");
            }

            ApiAnswer answer = await RouteAsync(context, chosen);
            limits.Note(context, answer.Status);
            return answer;
        }
        catch (ApiException wrong)
        {
            return ApiAnswer.Error(wrong.Status, wrong.Message);
        }
        catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
        {
            return ApiAnswer.Of(new Refusal(RefusalKind.Conflict, "sealed", UpstreamWords.Sealed));
        }
        catch (BadHttpRequestException wrong)
        {
            return ApiAnswer.Error(wrong.StatusCode, wrong.StatusCode == StatusCodes.Status413PayloadTooLarge ? "http: request body too large" : wrong.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return ApiAnswer.Nothing; // Nobody is there to read it.
        }
        catch (Exception e)
        {
            log.LogError(e, "A request to the API failed.");
            return ApiAnswer.Error(StatusCodes.Status500InternalServerError, "internal error");
        }
    }

    private async Task<ApiAnswer> RouteAsync(HttpContext context, Action<ApiRoute> chosen)
    {
        string path = PathOf(context);
        if (VerbOf(context) is not { } verb)
        {
            return ApiAnswer.Error(StatusCodes.Status405MethodNotAllowed);
        }

        (ApiRoute? route, string rest, bool pathIsKnown, ApiShape shape) =
            routes.Find(verb, path) is { PathIsKnown: true } known ? known : await keyValue.FindAsync(verb, path, context.RequestAborted);
        if (route is null)
        {
            return await UnknownAsync(context, verb, path, pathIsKnown, shape);
        }

        chosen(route);
        context.SetEndpoint(route.Endpoint);
        if (verb is ApiVerb.Patch && context.Request.ContentType?.StartsWith("application/merge-patch+json", StringComparison.OrdinalIgnoreCase) is not true)
        {
            return ApiAnswer.Error(StatusCodes.Status415UnsupportedMediaType, "PATCH requires Content-Type: application/merge-patch+json");
        }

        if (route.DoneWhileSealed && engine.IsSealed)
        {
            return ApiAnswer.Nothing;
        }

        using ApiBody body = ApiBody.Read(await ReadBodyAsync(context), strict: route.Shape is ApiShape.Raw);
        using SecretBytes? token = TokenOf(context.Request);
        var call = new ApiCall(path, rest, body, context.Request.Query) { Token = token };
        if (route.Access is ApiAccess.Token || (route.Access is ApiAccess.TokenUnlessOpened && !_openRekey))
        {
            Outcome<Grant> entry = await EnterAsync(route, call, context.RequestAborted);
            if (!entry.TryGet(out Grant? grant, out Refusal? refusal))
            {
                return ApiAnswer.Of(refusal);
            }

            call = call.With(grant);
        }
        else if (route.Access is ApiAccess.TokenUnlessOpened)
        {
            call = call.With(Gate.ForAnybody(path));
        }
        else if (route.TokenIsWelcome)
        {
            call = call.With(token is null ? null : await gate.LookAsync(token, path, context.RequestAborted));
        }

        ApiAnswer answer = await route.Handle(call, context.RequestAborted);
        return Warn(route, call, answer);
    }

    private async Task<Outcome<Grant>> EnterAsync(ApiRoute route, ApiCall call, CancellationToken ct)
    {
        if (engine.IsSealed)
        {
            return route.Access is ApiAccess.TokenUnlessOpened && !(await engine.ReadStatusAsync(ct)).Initialized
                ? Refusal.Invalid("not-initialised", "server is not yet initialized")
                : new Refusal(RefusalKind.Conflict, "sealed", UpstreamWords.Sealed);
        }

        Capabilities needed = route.Exists is { } exists && !await exists(call, ct) ? Capabilities.Create : route.Capability;
        string named = route.LowersNames ? call.Path.ToLowerInvariant() : call.Path;
        string path = route.Verb is ApiVerb.List ? named + "/" : named;
        return await gate.EnterAsync(call.Token, new Request(path, SudoPaths.Needed(call.Path, needed), route.Verb is ApiVerb.Read or ApiVerb.List), ct);
    }

    // Whether a path exists is told only to those who may know it.
    private async Task<ApiAnswer> UnknownAsync(HttpContext context, ApiVerb verb, string path, bool pathIsKnown, ApiShape shape)
    {
        if (pathIsKnown && shape is ApiShape.Raw)
        {
            return ApiAnswer.Error(StatusCodes.Status405MethodNotAllowed);
        }

        if (engine.IsSealed)
        {
            return ApiAnswer.Error(StatusCodes.Status503ServiceUnavailable, UpstreamWords.Sealed);
        }

        var asked = new ApiRoute(verb, "", ApiAccess.Token, ApiShape.Logical, "", (_, _) => Task.FromResult(ApiAnswer.Nothing));
        using SecretBytes? token = TokenOf(context.Request);
        Capabilities needed = SudoPaths.Needed(path, asked.Capability);
        Outcome<Grant> entry = await gate.EnterAsync(token, new Request(verb is ApiVerb.List ? path + "/" : path, needed, Reads: true), context.RequestAborted);
        return entry.Refusal is { } refusal ? ApiAnswer.Of(refusal)
            : pathIsKnown ? ApiAnswer.Error(StatusCodes.Status405MethodNotAllowed, UpstreamWords.UnsupportedOperation)
            : path.StartsWith("sys/", StringComparison.Ordinal) || path.StartsWith("auth/token/", StringComparison.Ordinal) || path == "sys" ? ApiAnswer.Error(StatusCodes.Status404NotFound, UpstreamWords.UnsupportedPath)
            : ApiAnswer.Error(StatusCodes.Status404NotFound, $"no handler for route \"{path}\". route entry not found.");
    }

    private static ApiAnswer Warn(ApiRoute route, ApiCall call, ApiAnswer answer)
    {
        if (route.Shape is ApiShape.Raw || route.Fields is not { } fields || answer.Errors is not null)
        {
            return answer;
        }

        string[] unknown = [.. call.Body.Names.Where(name => !fields.Contains(name)).Distinct().Order(StringComparer.Ordinal).Take(20)];
        return unknown.Length == 0
            ? answer
            : answer with { Status = StatusCodes.Status200OK, Warnings = [.. answer.Warnings, $"Endpoint ignored these unrecognized parameters: [{string.Join(' ', unknown)}]"] };
    }

    private static string PathOf(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        while (path.Contains("//", StringComparison.Ordinal))
        {
            path = path.Replace("//", "/", StringComparison.Ordinal);
        }

        return path.Trim('/');
    }

    private static ApiVerb? VerbOf(HttpContext context) => context.Request.Method switch
    {
        "GET" or "HEAD" => context.Request.Query["list"] is [{ Length: > 0 } list] && list is not ("false" or "0") ? ApiVerb.List : ApiVerb.Read,
        "LIST" => ApiVerb.List,
        "PUT" or "POST" => ApiVerb.Update,
        "PATCH" => ApiVerb.Patch,
        "DELETE" => ApiVerb.Delete,
        _ => null,
    };

    private static SecretBytes? TokenOf(HttpRequest request)
    {
        string? sent = request.Headers["X-Vault-Token"] is [{ Length: > 0 } own] ? own
            : request.Headers.Authorization is [{ } bearer] && bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? bearer["Bearer ".Length..].Trim()
            : null;
        return sent is null or { Length: 0 or > TokenText.Longest } ? null : SecretBytes.Take(Encoding.UTF8.GetBytes(sent));
    }

    private static async Task<PinnedBuffer> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > LargestBody)
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, "http: request body too large");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = LargestBody; // The server's own is smaller than upstream's.
        }

        var buffer = new PinnedBuffer();
        try
        {
            while (true)
            {
                int read = await context.Request.Body.ReadAsync(buffer.GetMemory(4096), context.RequestAborted);
                if (read == 0)
                {
                    return buffer;
                }

                buffer.Advance(read);
                if (buffer.Length > LargestBody)
                {
                    throw new ApiException(StatusCodes.Status413PayloadTooLarge, "http: request body too large");
                }
            }
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}
