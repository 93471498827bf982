using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Open;

/// <summary>What ceremonies that are held through the API say no with; where upstream has words, they are upstream's.</summary>
internal static class OpenRefusals
{
    public static readonly Refusal AlreadyInitialised = Refusal.Invalid("already-initialised", "Vault is already initialized");

    public static readonly Refusal NotAtTheApi = Refusal.Forbidden(
        "init-in-the-console", "this console has people: an administrator initialises its vault there, for holders by name. The operator opens sys/init with the setting Api:Initialise=always");

    public static readonly Refusal AlreadyUnsealed = Refusal.Invalid("already-unsealed", "vault is unsealed");

    public static readonly Refusal NothingCollects = Refusal.Conflict(
        "no-open-unseal", "The first shares of this vault are still on their way to their holders, in the console. It can be unsealed when they have proved them.");

    public static readonly Refusal ThroughTheApi = Refusal.Conflict(
        "through-the-api", "This ceremony was started through the API, which hands the new shares to whoever submits the last one. Submit your share there, or cancel it and start one here.");

    public static readonly Refusal InTheConsole = Refusal.Forbidden(
        "in-the-console", "This ceremony was started in the console: its holders take part with a token of their own, made on their account page, and new shares are delivered there.");

    public static readonly Refusal NamedHolders = Refusal.Forbidden(
        "named-holders", "The holders of this vault are known by name. An administrator begins their unseal anew, in the console.");

    public static readonly Refusal Unjudged = Refusal.Conflict(
        "unjudged-shares", "Another server dealt this vault's shares, so a share does not say whose it is. Its holders submit theirs in the console; after a rekey there, the API takes them too.");

    public static readonly Refusal WrongNonce = Refusal.Invalid("wrong-nonce", "incorrect nonce supplied");

    public static readonly Refusal Duplicate = Refusal.Invalid("duplicate-share", "given key has already been provided during this generation operation");

    public static readonly Refusal SlotTaken = Refusal.Invalid("rekey-open", "rekey already in progress");

    public static readonly Refusal RootSlotTaken = Refusal.Invalid("root-open", "root generation already in progress, or another ceremony is open");

    public static readonly Refusal BadOtp = Refusal.Invalid("bad-otp", "OTP string has incorrect length");

    public static readonly Refusal NoUnsealShares = Refusal.Invalid(
        "no-unseal-shares", "this vault opens by itself and issues no unseal shares: rotate the root key with sys/rotate/root, or rekey the recovery shares");

    public static readonly Refusal NoRecoveryShares = Refusal.Invalid("no-recovery-shares", "recovery keys not supported");

    public static Refusal BadScheme(ShareTarget target, bool isRekey, string problem) => Refusal.Invalid(
        "bad-scheme", $"invalid {(target is ShareTarget.Recovery ? "recovery" : isRekey ? "rekey seal" : "seal")} configuration: {problem}");
}
