namespace KeyCeremonyConsole.Web.Audit;

/// <summary>A group of acts that the page can be narrowed to.</summary>
/// <param name="Prefix">How its acts begin.</param>
/// <param name="Name">In the list.</param>
internal sealed record ActGroup(string Prefix, string Name);

/// <summary>The audit log's codes in words. A code that is not known here is shown as it is.</summary>
internal static class AuditWords
{
    public static readonly IReadOnlyList<ActGroup> Groups =
    [
        new("share.", "Shares"),
        new("ceremony.", "Ceremonies"),
        new("initialise.", "Initialising"),
        new("rekey.", "Rekeys"),
        new("root-token.", "Root tokens"),
        new("backup.", "Backups of shares"),
        new("vault.", "Sealing"),
        new("key", "Encryption keys"),
        new("secret.", "Secrets"),
        new("person.", "People"),
        new("device.", "Devices"),
        new("invitation.", "Invitations"),
        new("password.", "Passwords"),
        new("passkey.", "Passkeys"),
        new("proof", "Proofs"),
        new("sign-", "Signing in and out"),
        new("audit.", "This log"),
        new("console.", "The console"),
    ];

    private static readonly Dictionary<string, string> Acts = new()
    {
        ["share.submit"] = "Submitted a share",
        ["share.reveal"] = "Collected their new share",
        ["share.collect"] = "Collected their encrypted share",
        ["share.stored"] = "Stored their new share",
        ["share.lost"] = "Lost their new share",
        ["share.prove"] = "Proved their new share",
        ["share.check"] = "Checked a share",
        ["share.absence"] = "Noted who cannot take part",
        ["share.policy"] = "Set when holders are reminded",
        ["ceremony.read"] = "Compared the fingerprint",
        ["ceremony.decline"] = "Declined to take part",
        ["ceremony.cancel"] = "Cancelled a ceremony",
        ["ceremony.expire"] = "Let a ceremony expire",
        ["initialise.start"] = "Initialised the vault",
        ["rekey.start"] = "Started a rekey",
        ["rekey.deal-again"] = "Had the new shares made again",
        ["rekey.commit"] = "Switched to the new shares",
        ["root-token.start"] = "Asked for a root token",
        ["root-token.make"] = "Made a root token",
        ["root-token.collect"] = "Collected a root token, encoded",
        ["root-token.forget"] = "Had a root token forgotten",
        ["backup.read"] = "Read the backup of the shares",
        ["backup.delete"] = "Deleted the backup of the shares",
        ["vault.seal"] = "Sealed the vault",
        ["keyring.rotate"] = "Rotated the encryption key",
        ["keyring.reserve"] = "Reserved encryptions",
        ["keyring.config"] = "Set rotation by itself",
        ["keyring.reencrypt.start"] = "Started a re-encryption",
        ["keyring.reencrypt.pause"] = "Paused a re-encryption",
        ["keyring.reencrypt.resume"] = "Let a re-encryption go on",
        ["keyring.reencrypt.end"] = "Finished a re-encryption",
        ["keyring.retire"] = "Retired a key term",
        ["keyring.destroy"] = "Destroyed a key term",
        ["key-status.read"] = "Looked at the key status",
        ["secret.list"] = "Listed the secrets",
        ["secret.read"] = "Read a secret",
        ["secret.write"] = "Wrote a secret",
        ["secret.delete"] = "Deleted a secret",
        ["person.add"] = "Added a person",
        ["person.invite"] = "Invited a person",
        ["person.roles"] = "Changed a person's roles",
        ["person.pgp-key"] = "Changed an OpenPGP key",
        ["person.remove"] = "Removed a person",
        ["device.enrol"] = "Added a device",
        ["device.accept"] = "Accepted a device",
        ["device.remove"] = "Removed a device",
        ["invitation.accept"] = "Accepted an invitation",
        ["password.change"] = "Changed their password",
        ["password.set"] = "Set a first password",
        ["passkey.add"] = "Added a passkey",
        ["passkey.rename"] = "Renamed a passkey",
        ["passkey.remove"] = "Removed a passkey",
        ["proof"] = "Proved who they are",
        ["sign-in"] = "Signed in",
        ["sign-out"] = "Signed out",
        ["audit.read"] = "Looked at this log",
        ["audit.verify"] = "Verified this log",
        ["audit.export"] = "Exported this log",
        ["console.set-up"] = "Set up the console",
        ["console.start"] = "Started",
        ["console.stop"] = "Stopped",
    };

    public static string Act(string code) => Acts.GetValueOrDefault(code, code);

    /// <summary>Whether the subject of such an act is a ceremony's id.</summary>
    public static bool IsOnCeremony(string act, string subject) =>
        act.Split('.')[0] is "share" or "ceremony" or "initialise" or "rekey" or "root-token" && Guid.TryParseExact(subject, "D", out _);
}
