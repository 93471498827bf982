using System.Text.Json;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.Seal;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>A vault is made, opened and closed.</summary>
internal sealed class SysSeal(
    InitialiseOpen initialise, SubmitShare submit, EndCeremony end, SealVault seal, SysStatus status, IConsoleStore store, SealEngine engine) : IApiEndpoints
{
    public IEnumerable<ApiRoute> Routes =>
    [
        new(ApiVerb.Read, "sys/init", ApiAccess.Anybody, ApiShape.Raw, "Whether the vault is initialised.", IsInitialisedAsync),
        new(ApiVerb.Update, "sys/init", ApiAccess.Anybody, ApiShape.Raw, "Makes the vault; its shares and a root token are in the answer, once.", InitialiseAsync)
        {
            Fields = ["secret_shares", "secret_threshold", "pgp_keys", "recovery_shares", "recovery_threshold", "recovery_pgp_keys", "root_token_pgp_key", "stored_shares"],
        },
        new(ApiVerb.Update, "sys/unseal", ApiAccess.Anybody, ApiShape.Raw, "Submits a share of the unseal that is open, also in the console.", UnsealAsync) { Fields = ["key", "reset", "migrate"] },
        new(ApiVerb.Update, "sys/seal", ApiAccess.Token, ApiShape.Raw, "Seals the vault.", SealAsync) { DoneWhileSealed = true },
        new(ApiVerb.Update, "sys/step-down", ApiAccess.Token, ApiShape.Raw, "Does nothing: there is no other server to lead.", (_, _) => Task.FromResult(ApiAnswer.Nothing)),
    ];

    private async Task<ApiAnswer> IsInitialisedAsync(ApiCall call, CancellationToken ct)
    {
        bool initialised = (await engine.ReadStatusAsync(ct)).Initialized;
        return ApiAnswer.Of(json => json.WriteBoolean("initialized", initialised));
    }

    private async Task<ApiAnswer> InitialiseAsync(ApiCall call, CancellationToken ct)
    {
        bool auto = engine.ConfiguredSeal != SealStatus.Shamir;
        ApiBody body = call.Body;
        if ((await engine.ReadStatusAsync(ct)).Initialized)
        {
            return ApiAnswer.BadRequest("Vault is already initialized");
        }

        string foreign = auto ? "secret" : "recovery";
        string[] misplaced =
        [
            .. new[] { $"{foreign}_shares", $"{foreign}_threshold" }.Where(name => body.Int(name) is not null and not 0),
            .. body.Texts(auto ? "pgp_keys" : "recovery_pgp_keys") is { Count: > 0 } ? new[] { auto ? "pgp_keys" : "recovery_pgp_keys" } : [],
        ];
        if (misplaced.Length > 0)
        {
            return ApiAnswer.BadRequest($"parameters {string.Join(',', misplaced)} not applicable to seal type {engine.ConfiguredSeal}");
        }

        string own = auto ? "recovery" : "secret";
        var order = new OpenVaultOrder(
            body.Int($"{own}_shares") ?? 0,
            body.Int($"{own}_threshold") ?? 0,
            body.Texts(auto ? "recovery_pgp_keys" : "pgp_keys") ?? [],
            body.Text("root_token_pgp_key") is { Length: > 0 } key ? key : null);
        if (order.PgpKeys.Count > 0 && order.PgpKeys.Count != order.Shares)
        {
            return ApiAnswer.BadRequest($"invalid {(auto ? "recovery" : "seal")} configuration: count mismatch between number of provided PGP keys and number of shares");
        }

        Outcome<NewVault> outcome = await initialise.RunAsync(order, ct);
        return outcome.Match(
            vault => ApiAnswer.Of(json => Write(json, vault, auto, order.TokenKey is not null)) with { Owned = [vault] },
            ApiAnswer.Of);
    }

    private static void Write(Utf8JsonWriter json, NewVault vault, bool auto, bool encrypted)
    {
        json.Shares("keys", auto ? [] : vault.Shares);
        if (auto && vault.Shares.Count > 0)
        {
            json.Shares("recovery_keys", vault.Shares);
        }

        if (encrypted)
        {
            json.WriteBase64String("root_token", vault.RootToken.Borrow());
        }
        else
        {
            json.WriteString("root_token", vault.RootToken.Borrow());
        }
    }

    private async Task<ApiAnswer> UnsealAsync(ApiCall call, CancellationToken ct)
    {
        SealStatus now = await engine.ReadStatusAsync(ct);
        if (call.Body.Flag("reset") is true)
        {
            Outcome<Done> reset = await end.ResetUnsealAsync(ct);
            return reset.Refusal is { } no ? ApiAnswer.Of(no) : await status.SealStatusAsync(ct);
        }

        if (call.Body.Flag("migrate") is true)
        {
            return ApiAnswer.Error(
                StatusCodes.Status400BadRequest,
                "can't perform a seal migration, no migration seal found",
                "Here another kind of seal is a ceremony of its own, while the vault is open: an administrator starts it in the console.");
        }

        if (!call.TryShare("'key' must be specified in request body as JSON, or 'reset' set to true", out SecretBytes? share, out ApiAnswer? bad))
        {
            return bad;
        }

        using (share)
        {
            if (!now.Initialized || !now.Sealed)
            {
                return now.Initialized ? await status.SealStatusAsync(ct) : ApiAnswer.BadRequest("Vault is not initialized");
            }

            if ((await store.ListOpenCeremoniesAsync(ct)).FirstOrDefault(c => c.Kind is CeremonyKind.Unseal) is not { } unseal)
            {
                return ApiAnswer.BadRequest(now.OpensItself
                    ? "this vault is being opened by its seal provider, not by shares: the console says why it is not open yet"
                    : "the first shares of this vault are still on their way to their holders, in the console: it can be unsealed when they have proved them");
            }

            using Submission? done = (await submit.ByShareAsync(by: null, unseal.Id, nonce: null, share.Copy(), ct)).TryGet(out Submission? accepted, out Refusal? refusal) ? accepted : null;
            return refusal is null or { Code: "duplicate-share" } ? await status.SealStatusAsync(ct) // Upstream passes over what it has already.
                : UpstreamWords.ForShare(refusal, now.OpensItself ? UpstreamWords.WrongRecoveryShare : UpstreamWords.WrongUnsealShare);
        }
    }

    private async Task<ApiAnswer> SealAsync(ApiCall call, CancellationToken ct) =>
        (await seal.RunAsync(call.Grant, ct)).Refusal is { Code: not "already-sealed" } refusal ? ApiAnswer.Of(refusal) : ApiAnswer.Nothing;
}
