using System.Text.Json;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>A root token, authorised by a threshold of holders: the same ceremony as in the console.</summary>
internal sealed class SysGenerateRoot(
    StartGenerateRoot start, SubmitShare submit, CollectToken collect, EndCeremony end, IConsoleStore store, SealEngine engine) : IApiEndpoints
{
    private const string Aborted = "root generation aborted: root key verification failed";

    public IEnumerable<ApiRoute> Routes =>
    [
        .. Family("sys/generate-root", ApiAccess.TokenUnlessOpened, ApiShape.Raw),
        .. Family("sys/generate-root-token", ApiAccess.Token, ApiShape.Logical),
    ];

    private IEnumerable<ApiRoute> Family(string path, ApiAccess access, ApiShape shape) =>
    [
        new(ApiVerb.Read, $"{path}/attempt", access, shape, "How the generation of a root token stands.", StatusAsync),
        new(ApiVerb.Update, $"{path}/attempt", access, shape, "Starts the generation of a root token.", StartAsync) { Fields = ["otp", "pgp_key"] },
        new(ApiVerb.Delete, $"{path}/attempt", access, shape, "Cancels the generation of a root token.", CancelAsync) { Fields = ["nonce"] },
        new(ApiVerb.Update, $"{path}/update", access, shape, "Submits a share; the last one is answered with the encoded token.", (call, ct) => UpdateAsync(call, shape, ct)) { Fields = ["key", "nonce"] },
    ];

    private async Task<ApiAnswer> StatusAsync(ApiCall call, CancellationToken ct) =>
        Closed() ?? await ShowAsync(await FindAsync(ct), otp: null, encoded: "", ct);

    private async Task<ApiAnswer> StartAsync(ApiCall call, CancellationToken ct)
    {
        if (Closed() is { } closed)
        {
            return closed;
        }

        string? key = call.Body.Text("pgp_key") is { Length: > 0 } text ? text : null;
        SecretBytes? given = call.Body.Secret("otp");
        Outcome<StartedRoot> outcome = await start.RunOpenAsync(call.Grant, given?.Copy(), key, ct);
        bool own = given is not null;
        given?.Dispose();
        if (!outcome.TryGet(out StartedRoot? begun, out Refusal? refusal))
        {
            return refusal.Code == "root-open" && await FindAsync(ct) is not null ? ApiAnswer.BadRequest("root generation already in progress")
                : ApiAnswer.Of(refusal.Code == "pgp-key-bad" ? refusal with { Message = refusal.Message.Replace("given PGP key", "PGP key", StringComparison.Ordinal) } : refusal);
        }

        ApiAnswer shown = await ShowAsync(begun.Ceremony, own ? null : begun.Password, encoded: "", ct);
        return begun.Password is null ? shown : shown with { Owned = [begun.Password] };
    }

    private async Task<ApiAnswer> CancelAsync(ApiCall call, CancellationToken ct)
    {
        if (Closed() is { } closed)
        {
            return closed;
        }

        return await FindAsync(ct) is { } open
            && (await end.CancelAsync(call.Grant, open.Id, "Cancelled through the API.", ct)).Refusal is { Code: not "ceremony-ended" } refusal
                ? ApiAnswer.Of(refusal)
                : ApiAnswer.Nothing;
    }

    private async Task<ApiAnswer> UpdateAsync(ApiCall call, ApiShape shape, CancellationToken ct)
    {
        bool legacy = shape is ApiShape.Raw;
        string nonce = call.Body.Text("nonce") ?? "";
        if (!legacy && nonce.Length == 0)
        {
            return ApiAnswer.BadRequest("nonce is required");
        }

        if (!call.TryShare(legacy ? "'key' must be specified in request body as JSON" : "key is required", out SecretBytes? share, out ApiAnswer? bad))
        {
            return bad;
        }

        using (share)
        {
            Ceremony? open = await FindAsync(ct);
            if (Closed() is { } closed)
            {
                return closed;
            }

            if (open is null || nonce != open.Nonce.Value)
            {
                return ApiAnswer.BadRequest(open is null
                    ? "no root generation in progress"
                    : $"incorrect nonce supplied; nonce for this root generation operation is \"{open.Nonce}\"");
            }

            Outcome<Submission> outcome = await submit.ByShareAsync(call.Grant, open.Id, nonce, share.Copy(), ct);
            if (!outcome.TryGet(out Submission? done, out Refusal? refusal))
            {
                return UpstreamWords.ForShare(refusal, Aborted);
            }

            string encoded = done.Ceremony is { IsOpen: false, HandsSharesOut: true }
                && (await collect.TakeAsync(call.Grant, open.Id, ct)).TryGet(out string? token, out _) ? token : "";
            return await ShowAsync(done.Ceremony, otp: null, encoded, ct);
        }
    }

    private ApiAnswer? Closed() => engine.IsSealed ? ApiAnswer.Error(StatusCodes.Status503ServiceUnavailable, UpstreamWords.Sealed) : null;

    private async Task<Ceremony?> FindAsync(CancellationToken ct) =>
        (await store.ListOpenCeremoniesAsync(ct)).FirstOrDefault(c => c.Kind is CeremonyKind.GenerateRoot);

    private async Task<ApiAnswer> ShowAsync(Ceremony? ceremony, SecretBytes? otp, string encoded, CancellationToken ct)
    {
        int required = ceremony?.Required ?? (await engine.ReadStatusAsync(ct)).Current?.Scheme.Threshold ?? 0;
        return ApiAnswer.Of(json => Write(json, ceremony, required, otp, encoded));
    }

    private static void Write(Utf8JsonWriter json, Ceremony? ceremony, int required, SecretBytes? otp, string encoded)
    {
        json.WriteString("nonce", ceremony?.Nonce.Value ?? "");
        json.WriteBoolean("started", ceremony is not null);
        json.WriteNumber("progress", ceremony?.Received ?? 0);
        json.WriteNumber("required", required);
        json.WriteBoolean("complete", ceremony is { Stage: CeremonyStage.Completed });
        json.WriteString("encoded_token", encoded);
        json.WriteString("encoded_root_token", encoded);
        json.WriteString("pgp_fingerprint", ceremony?.TokenKey?.Fingerprint ?? "");
        if (otp is null)
        {
            json.WriteString("otp", "");
        }
        else
        {
            json.WriteString("otp", otp.Borrow());
        }

        json.WriteNumber("otp_length", NewRootToken.Length);
    }
}
