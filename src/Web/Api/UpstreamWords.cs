using KeyCeremonyConsole.Ceremonies;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>The one place where a refusal becomes a status and upstream's text.</summary>
internal static class UpstreamWords
{
    public const string Sealed = "Vault is sealed";
    public const string PermissionDenied = "1 error occurred:\n\t* permission denied\n\n";
    public const string InvalidToken = "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n";
    public const string UnsupportedOperation = "1 error occurred:\n\t* unsupported operation\n\n";
    public const string UnsupportedPath = "1 error occurred:\n\t* unsupported path\n\n";

    /// <summary>What upstream says of shares that do not open the vault. Here one is recognised when it comes in.</summary>
    public const string WrongUnsealShare =
        "unable to retrieve stored keys: invalid key: failed to decrypt keys from storage: cipher: message authentication failed";

    /// <summary>The same of recovery shares, which only authorise that the seal provider is asked.</summary>
    public const string WrongRecoveryShare =
        "invalid key: failed to verify recovery key: recovery key does not match submitted values";

    /// <summary>The codes of a share that is refused.</summary>
    public static readonly IReadOnlySet<string> WrongShare = new HashSet<string>
    {
        "unknown-share", "replaced-share", "share-not-in-force", "not-the-new-share", "shares-open-nothing",
    };

    public static ApiAnswer For(Refusal refusal) => refusal.Code switch
    {
        "sealed" => ApiAnswer.Error(StatusCodes.Status503ServiceUnavailable, Sealed),
        "no-token" or "permission-denied" or "not-allowed" or "not-signed-in" => ApiAnswer.Error(StatusCodes.Status403Forbidden, PermissionDenied),
        "unknown-token" => ApiAnswer.Error(StatusCodes.Status403Forbidden, InvalidToken),
        _ => ApiAnswer.Error(Status(refusal.Kind), refusal.Message),
    };

    /// <summary>A refused share: upstream's text, then what the holder can do about it.</summary>
    public static ApiAnswer ForShare(Refusal refusal, string upstream) => WrongShare.Contains(refusal.Code)
        ? ApiAnswer.Error(StatusCodes.Status400BadRequest, upstream, refusal.Message)
        : For(refusal);

    // A user's mistake is never a 5xx: clients would send it again.
    private static int Status(RefusalKind kind) => kind switch
    {
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.Missing => StatusCodes.Status404NotFound,
        _ => StatusCodes.Status400BadRequest,
    };
}
