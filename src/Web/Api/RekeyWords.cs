using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>The two families say the same in different words. Behind both is one slot for each target.</summary>
internal abstract record RekeyWords
{
    public abstract string Idle(ShareTarget target);

    public abstract string InProgress { get; }

    public abstract string NotConfigured { get; }

    public abstract string NothingToVerify { get; }

    public abstract string NotStarted { get; }

    public abstract string Verifying(string nonce);

    public abstract string WrongNonce(string nonce);

    public abstract string Duplicate(ShareTarget target);

    public abstract string VerifyFailed { get; }

    public abstract string BadConfiguration(string message);

    public static string WrongVerifyNonce(string nonce) => $"incorrect nonce supplied; nonce for this verify operation is \"{nonce}\"";

    public const string VerifyDuplicate = "given key has already been provided during this verify operation";

    public static string WrongShares(ShareTarget target) => target is ShareTarget.Recovery
        ? "recovery key verification failed: recovery key does not match submitted values"
        : "failed to read root key: invalid key: failed to decrypt keys from storage: cipher: message authentication failed";

    /// <summary><c>sys/rekey</c>, as Vault and all older clients have it.</summary>
    public sealed record Legacy : RekeyWords
    {
        public override string Idle(ShareTarget target) => $"no {(target is ShareTarget.Recovery ? "recovery" : "barrier")} rekey in progress";

        public override string InProgress => "rekey already in progress";

        public override string NotConfigured => "no rekey configuration found";

        public override string NotStarted => "no rekey in progress";

        public override string NothingToVerify => "no rekey verification in progress";

        public override string Verifying(string nonce) =>
            $"rekey operation already finished; verification must be performed; nonce for the verification operation is \"{nonce}\"";

        public override string WrongNonce(string nonce) => $"incorrect nonce supplied; nonce for this rekey operation is \"{nonce}\"";

        public override string Duplicate(ShareTarget target) => target is ShareTarget.Recovery
            ? "given key has already been provided during this rekey operation"
            : "given key has already been provided during this generation operation";

        public override string VerifyFailed => "rekey verification failed; incorrect key shares supplied";

        public override string BadConfiguration(string message) => message;
    }

    /// <summary><c>sys/rotate/root</c> and <c>sys/rotate/recovery</c>, as OpenBao has it.</summary>
    public sealed record Rotate : RekeyWords
    {
        public override string Idle(ShareTarget target) => "no rotation in progress";

        public override string InProgress => "rotation already in progress";

        public override string NotConfigured => "no rotation configuration found";

        public override string NotStarted => "no rotation in progress";

        public override string NothingToVerify => "no rotation verification in progress";

        public override string Verifying(string nonce) =>
            $"rotation already finished; verification must be performed; nonce for the verification operation is \"{nonce}\"";

        public override string WrongNonce(string nonce) => $"incorrect nonce supplied; nonce for rotation is \"{nonce}\"";

        public override string Duplicate(ShareTarget target) => "given key has already been provided during this rotation";

        public override string VerifyFailed => "rotation verification failed; incorrect key shares supplied";

        public override string BadConfiguration(string message) => message.Replace("invalid rekey seal", "invalid rotate seal", StringComparison.Ordinal);
    }
}
