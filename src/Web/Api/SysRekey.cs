using System.Text.Json;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Backup;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.Rekey;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>New shares for old ones: the same ceremony behind both of upstream's families, and behind the console's pages.</summary>
internal sealed class SysRekey(
    StartRekey start, SubmitShare submit, ProveShare prove, EndCeremony end, ReadBackup backup, RekeyProgress progress, IConsoleStore store, SealEngine engine) : IApiEndpoints
{
    private static readonly string[] InitFields = ["secret_shares", "secret_threshold", "pgp_keys", "backup", "require_verification", "stored_shares"];

    public IEnumerable<ApiRoute> Routes =>
    [
        .. Family("sys/rekey", ShareTarget.Unseal, new RekeyWords.Legacy()),
        .. Family("sys/rekey-recovery-key", ShareTarget.Recovery, new RekeyWords.Legacy()),
        .. Family("sys/rotate/root", ShareTarget.Unseal, new RekeyWords.Rotate()),
        .. Family("sys/rotate/recovery", ShareTarget.Recovery, new RekeyWords.Rotate()),
        .. Backup("sys/rekey/backup", ShareTarget.Unseal),
        .. Backup("sys/rekey/recovery-key-backup", ShareTarget.Recovery),
        .. Backup("sys/rotate/root/backup", ShareTarget.Unseal),
        .. Backup("sys/rotate/recovery/backup", ShareTarget.Recovery),
    ];

    private IEnumerable<ApiRoute> Family(string path, ShareTarget target, RekeyWords words)
    {
        bool legacy = words is RekeyWords.Legacy;
        ApiAccess access = legacy ? ApiAccess.TokenUnlessOpened : ApiAccess.Token;
        ApiShape shape = legacy ? ApiShape.Raw : ApiShape.Logical;
        string what = target is ShareTarget.Recovery ? "recovery shares" : "unseal shares";
        var desk = new Desk(target, words, shape);
        return
        [
            new(ApiVerb.Read, $"{path}/init", access, shape, $"How the rekey of the {what} stands.", (_, ct) => StatusAsync(desk, ct)),
            new(ApiVerb.Update, $"{path}/init", access, shape, $"Starts a rekey of the {what}.", (call, ct) => StartAsync(desk, call, ct)) { Fields = InitFields },
            new(ApiVerb.Delete, $"{path}/init", access, shape, $"Cancels the rekey of the {what}; those in force stay in force.", (call, ct) => CancelAsync(desk, call, ct)) { Fields = ["nonce"] },
            new(ApiVerb.Update, $"{path}/update", access, shape, "Submits a current share.", (call, ct) => UpdateAsync(desk, call, ct)) { Fields = ["key", "nonce"] },
            new(ApiVerb.Read, $"{path}/verify", access, shape, "How the verification of the new shares stands.", (_, ct) => VerificationAsync(desk, ct)),
            new(ApiVerb.Update, $"{path}/verify", access, shape, "Gives a new share back, to prove that it arrived.", (call, ct) => VerifyAsync(desk, call, ct)) { Fields = ["key", "nonce"] },
            new(ApiVerb.Delete, $"{path}/verify", access, shape, "Begins the verification again; the new shares still wait.", (call, ct) => ForgetAsync(desk, call, ct)) { Fields = ["nonce"] },
        ];
    }

    private IEnumerable<ApiRoute> Backup(string path, ShareTarget target) =>
    [
        new(ApiVerb.Read, path, ApiAccess.Token, ApiShape.Injected, "The OpenPGP messages of the shares in force, kept for holders who lose theirs.", (call, ct) => ReadBackupAsync(call, target, ct)),
        new(ApiVerb.Delete, path, ApiAccess.Token, ApiShape.Injected, "Deletes that backup, if there is one.", async (call, ct) =>
            (await backup.DeleteAsync(call.Grant, target, ct)).Refusal is { Kind: not RefusalKind.Missing } refusal ? ApiAnswer.Of(refusal) : ApiAnswer.Nothing),
    ];

    private async Task<ApiAnswer> ReadBackupAsync(ApiCall call, ShareTarget target, CancellationToken ct)
    {
        if (!(await backup.ReadAsync(call.Grant, target, ct)).TryGet(out KeyBackup? kept, out Refusal? refusal))
        {
            return refusal.Kind is RefusalKind.Missing ? ApiAnswer.BadRequest("no backed-up keys found") : ApiAnswer.Of(refusal);
        }

        return ApiAnswer.Of(json =>
        {
            json.WriteString("nonce", kept.Nonce);
            Messages(json, "keys", kept, hex => hex);
            Messages(json, "keys_base64", kept, hex => Convert.ToBase64String(Convert.FromHexString(hex)));
        });
    }

    private static void Messages(Utf8JsonWriter json, string name, KeyBackup kept, Func<string, string> encode)
    {
        json.WriteStartObject(name);
        foreach ((string fingerprint, IReadOnlyList<string> messages) in kept.Keys)
        {
            json.Texts(fingerprint, messages.Select(encode));
        }

        json.WriteEndObject();
    }

    private sealed record Desk(ShareTarget Target, RekeyWords Words, ApiShape Shape)
    {
        public bool IsLegacy => Shape is ApiShape.Raw;
    }

    private async Task<ApiAnswer> StatusAsync(Desk desk, CancellationToken ct) =>
        await ClosedAsync(desk, ct) ?? await ShowAsync(desk, await FindAsync(desk.Target, ct), ct);

    private async Task<ApiAnswer> StartAsync(Desk desk, ApiCall call, CancellationToken ct)
    {
        if (await ClosedAsync(desk, ct) is { } closed)
        {
            return closed;
        }

        ApiBody body = call.Body;
        IReadOnlyList<string> keys = body.Texts("pgp_keys") ?? [];
        bool kept = body.Flag("backup") ?? false;
        if (kept && keys.Count == 0 && desk.IsLegacy)
        {
            return ApiAnswer.BadRequest("cannot request a backup of the new keys without providing PGP keys for encryption");
        }

        if (keys.Count > 0 && keys.Count != (body.Int("secret_shares") ?? 0) && desk.IsLegacy)
        {
            return ApiAnswer.BadRequest("incorrect number of PGP keys for rekey");
        }

        var order = new OpenOrder(
            desk.Target, body.Int("secret_shares") ?? 0, body.Int("secret_threshold") ?? 0, body.Flag("require_verification") ?? false)
        {
            PgpKeys = keys,
            Backup = kept,
        };
        Outcome<Submission> outcome = await start.RunOpenAsync(call.Grant, order, ct);
        if (outcome.TryGet(out Submission? begun, out Refusal? refusal))
        {
            return begun.Handed.Count > 0 ? Complete(desk, begun, atOnce: true) : await ShowAsync(desk, begun.Ceremony, ct);
        }

        return refusal.Code switch
        {
            "rekey-open" => ApiAnswer.BadRequest(desk.Words.InProgress),
            "bad-scheme" or "pgp-keys-count" => ApiAnswer.BadRequest(desk.Words.BadConfiguration(refusal.Message)),
            _ => ApiAnswer.Of(refusal),
        };
    }

    private async Task<ApiAnswer> CancelAsync(Desk desk, ApiCall call, CancellationToken ct)
    {
        if (await ClosedAsync(desk, ct) is { } closed)
        {
            return closed;
        }

        if (await FindAsync(desk.Target, ct) is not { } open)
        {
            return ApiAnswer.Nothing;
        }

        if (call.Body.Text("nonce") is { Length: > 0 } nonce && nonce != open.Nonce.Value)
        {
            return ApiAnswer.BadRequest("invalid request");
        }

        Refusal? refusal = (await end.CancelAsync(call.Grant, open.Id, "Cancelled through the API.", ct)).Refusal;
        progress.Forget(open);
        return refusal is null or { Code: "ceremony-ended" } ? ApiAnswer.Nothing : ApiAnswer.Of(refusal);
    }

    private Task<ApiAnswer> UpdateAsync(Desk desk, ApiCall call, CancellationToken ct) => WithShareAsync(desk, call, async (share, nonce) =>
    {
        Ceremony? open = await FindAsync(desk.Target, ct);
        string? problem = nonce.Length == 0 && !desk.IsLegacy ? "missing required field 'nonce'"
            : open is null ? desk.Words.Idle(desk.Target)
            : open.Stage is CeremonyStage.Delivering ? desk.Words.Verifying(progress.VerificationOf(open))
            : nonce != open.Nonce.Value ? desk.Words.WrongNonce(open.Nonce.Value)
            : null;
        if (problem is not null)
        {
            return ApiAnswer.BadRequest(problem);
        }

        Outcome<Submission> outcome = await submit.ByShareAsync(call.Grant, open!.Id, nonce, share.Copy(), ct);
        return outcome.TryGet(out Submission? done, out Refusal? refusal)
            ? done.Ceremony.Stage is CeremonyStage.Collecting ? await ShowAsync(desk, done.Ceremony, ct) : Complete(desk, done)
            : await RefuseAsync(desk, open, refusal, ct);
    }, ct);

    private async Task<ApiAnswer> RefuseAsync(Desk desk, Ceremony open, Refusal refusal, CancellationToken ct)
    {
        if (refusal.Code == "duplicate-share")
        {
            return progress.WasRefused(open) ? await ShowAsync(desk, open, ct) : ApiAnswer.BadRequest(desk.Words.Duplicate(desk.Target));
        }

        if (UpstreamWords.WrongShare.Contains(refusal.Code))
        {
            progress.NoteRefused(open);
        }

        return UpstreamWords.ForShare(refusal, RekeyWords.WrongShares(desk.Target));
    }

    private async Task<ApiAnswer> VerificationAsync(Desk desk, CancellationToken ct) =>
        await ClosedAsync(desk, ct)
        ?? (await FindAsync(desk.Target, ct) is { } open ? ApiAnswer.Of(json => WriteVerification(json, open)) : ApiAnswer.BadRequest(desk.Words.NotConfigured));

    private Task<ApiAnswer> VerifyAsync(Desk desk, ApiCall call, CancellationToken ct) => WithShareAsync(desk, call, async (share, nonce) =>
    {
        Ceremony? open = await FindAsync(desk.Target, ct);
        string running = progress.VerificationOf(open);
        string? problem = nonce.Length == 0 && !desk.IsLegacy ? "missing required field 'nonce'"
            : open is null ? desk.Words.NotStarted
            : running.Length == 0 ? desk.Words.NothingToVerify
            : nonce != running ? RekeyWords.WrongVerifyNonce(running)
            : null;
        if (problem is not null)
        {
            return ApiAnswer.BadRequest(problem);
        }

        Outcome<Ceremony> outcome = await prove.ByShareAsync(call.Grant, open!.Id, share.Copy(), ct);
        return outcome.Match(proved => Verified(proved, running), refusal => RefuseProof(desk, open, refusal));
    }, ct);

    // What every submission begins with: a share in the body, and a desk that is open for it.
    private async Task<ApiAnswer> WithShareAsync(Desk desk, ApiCall call, Func<SecretBytes, string, Task<ApiAnswer>> take, CancellationToken ct)
    {
        if (!call.TryShare(desk.IsLegacy ? "'key' must be specified in request body as JSON" : "missing required field 'key'", out SecretBytes? share, out ApiAnswer? bad))
        {
            return bad;
        }

        using (share)
        {
            string nonce = call.Body.Text("nonce") ?? "";
            return await ClosedAsync(desk, ct) ?? await take(share, nonce);
        }
    }

    private ApiAnswer Verified(Ceremony proved, string nonce)
    {
        if (proved.IsOpen)
        {
            return ApiAnswer.Of(json => WriteVerification(json, proved));
        }

        progress.Forget(proved);
        return ApiAnswer.Of(json =>
        {
            json.WriteString("nonce", nonce);
            json.WriteBoolean("complete", true);
        });
    }

    private ApiAnswer RefuseProof(Desk desk, Ceremony open, Refusal refusal)
    {
        if (refusal.Code == "duplicate-share")
        {
            return progress.WasRefused(open) ? ApiAnswer.Of(json => WriteVerification(json, open)) : ApiAnswer.BadRequest(RekeyWords.VerifyDuplicate);
        }

        if (UpstreamWords.WrongShare.Contains(refusal.Code))
        {
            progress.NoteRefused(open);
            progress.BeginVerificationAgain(open.Id);
        }

        return UpstreamWords.ForShare(refusal, desk.Words.VerifyFailed);
    }

    private async Task<ApiAnswer> ForgetAsync(Desk desk, ApiCall call, CancellationToken ct)
    {
        if (await ClosedAsync(desk, ct) is { } closed)
        {
            return closed;
        }

        if (await FindAsync(desk.Target, ct) is not { } open)
        {
            return ApiAnswer.BadRequest(desk.Words.NotConfigured);
        }

        if (open.Stage is not CeremonyStage.Delivering)
        {
            return ApiAnswer.Of(json => WriteVerification(json, open));
        }

        Outcome<Ceremony> outcome = await prove.ForgetAsync(call.Grant, open.Id, ct);
        progress.BeginVerificationAgain(open.Id);
        return outcome.Match(again => ApiAnswer.Of(json => WriteVerification(json, again)), ApiAnswer.Of);
    }

    // Where there is nothing to rekey: no vault, a sealed one, or one without this kind of shares.
    private async Task<ApiAnswer?> ClosedAsync(Desk desk, CancellationToken ct)
    {
        SealStatus status = await engine.ReadStatusAsync(ct);
        return !status.Initialized ? ApiAnswer.BadRequest("server is not yet initialized")
            : status.Sealed ? ApiAnswer.Error(StatusCodes.Status503ServiceUnavailable, UpstreamWords.Sealed)
            : desk.Target is ShareTarget.Recovery && !status.OpensItself ? ApiAnswer.BadRequest(desk.IsLegacy ? "recovery rekeying not supported" : "recovery keys not supported")
            : null;
    }

    private async Task<Ceremony?> FindAsync(ShareTarget target, CancellationToken ct) =>
        (await store.ListOpenCeremoniesAsync(ct)).FirstOrDefault(c => c.Kind is CeremonyKind.Rekey && c.Target == target);

    private async Task<ApiAnswer> ShowAsync(Desk desk, Ceremony? open, CancellationToken ct)
    {
        int required = (await engine.ReadStatusAsync(ct)).Current?.Scheme.Threshold ?? 0;
        string verification = progress.VerificationOf(open);
        return ApiAnswer.Of(json =>
        {
            bool collecting = open is { Stage: CeremonyStage.Collecting };
            bool verifies = open is not null && open.Verification is not VerificationPolicy.None;
            json.WriteBoolean("started", open is not null);
            json.WriteNumber("t", open?.NewScheme?.Threshold ?? 0);
            json.WriteNumber("n", open?.NewScheme?.Shares ?? 0);
            json.WriteNumber("required", required);
            if (!desk.IsLegacy && open is null)
            {
                return;
            }

            json.WriteString("nonce", open?.Nonce.Value ?? "");
            json.WriteNumber("progress", collecting ? open!.Received : 0);
            json.WriteBoolean("verification_required", verifies);
            if (verification.Length > 0 || !desk.IsLegacy)
            {
                json.WriteString("verification_nonce", verification);
            }

            if (desk.IsLegacy || Fingerprints(open).Length > 0)
            {
                WritePgp(json, open);
            }
        });
    }

    private void WriteVerification(Utf8JsonWriter json, Ceremony open)
    {
        string nonce = progress.VerificationOf(open);
        json.WriteString("nonce", nonce);
        json.WriteBoolean("started", nonce.Length > 0);
        json.WriteNumber("t", open.NewScheme!.Threshold);
        json.WriteNumber("n", open.NewScheme.Shares);
        json.WriteNumber("progress", open.Proved);
    }

    private static string[] Fingerprints(Ceremony? open) =>
        [.. open?.Of(Part.Recipient).OrderBy(p => p.ShareNumber).Select(p => p.Pgp?.Fingerprint).OfType<string>() ?? []];

    private static void WritePgp(Utf8JsonWriter json, Ceremony? open)
    {
        if (Fingerprints(open) is { Length: > 0 } fingerprints)
        {
            json.Texts("pgp_fingerprints", fingerprints);
        }
        else
        {
            json.WriteNull("pgp_fingerprints");
        }

        json.WriteBoolean("backup", open?.Backup is true);
    }

    // At once: there was nobody to ask, so the start is answered with the shares, and no status said how many there would be.
    private ApiAnswer Complete(Desk desk, Submission done, bool atOnce = false) => ApiAnswer.Of(json =>
    {
        string verification = progress.VerificationOf(done.Ceremony);
        json.WriteString("nonce", done.Ceremony.Nonce.Value);
        json.WriteBoolean("complete", true);
        if (atOnce)
        {
            json.WriteNumber("t", done.Ceremony.NewScheme!.Threshold);
            json.WriteNumber("n", done.Ceremony.NewScheme.Shares);
        }

        json.Shares("keys", done.Handed);
        WritePgp(json, done.Ceremony);
        json.WriteBoolean("verification_required", done.Ceremony.Verification is not VerificationPolicy.None);
        if (verification.Length > 0 || !desk.IsLegacy)
        {
            json.WriteString("verification_nonce", verification);
        }
    }) with
    { Owned = [done] };
}
