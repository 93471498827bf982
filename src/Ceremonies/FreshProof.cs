using System.Collections.Frozen;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>
/// Whether the person at the door has just proved, in the session they act from, that it is them. An open page is no proof:
/// it may have been left open for hours.
/// </summary>
public interface IFreshProof
{
    /// <param name="caller">Who acts; the session is the one that this call comes from. Without one the answer is no.</param>
    /// <param name="act">What for: a stronger proof may be asked for some acts than for others.</param>
    ValueTask<bool> IsGivenAsync(PersonId caller, string act);
}

/// <summary>Which acts the door asks fresh proof for. Those that are not here change nothing that cannot be taken back, or only read.</summary>
public static class FreshProof
{
    /// <summary>The code of the refusal; a page that gets it asks for the proof and tries once more.</summary>
    public const string Needed = "proof-needed";

    /// <summary>How long a proof is fresh.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);

    /// <summary>The acts, in the audit log's words.</summary>
    public static readonly FrozenSet<string> Acts = FrozenSet.ToFrozenSet(
    [
        "initialise.start", "rekey.start", "rekey.deal-again", "migrate.start",
        "share.submit", "share.reveal", "share.collect", "share.absence", "share.policy",
        "root-token.start", "root-token.collect", "backup.read", "backup.delete",
        "ceremony.cancel",
        "keyring.rotate", "keyring.config", "keyring.retire", "keyring.destroy", "root-key.rotate",
        "vault.seal", "vault.unseal",
        "person.add", "person.invite", "person.roles", "person.remove", "person.sign-out", "person.pgp-key",
        "device.enrol", "device.accept", "device.remove",
        "passkey.add", "passkey.remove", "password.set", "token.create", "token.end", "token.end-own", "policy.write", "policy.delete",
        "authenticator.add", "authenticator.codes", "authenticator.remove",
        "witness.make", "four-eyes.on", "four-eyes.off", "proposal.confirm", "proposal.refuse",
    ]);
}
