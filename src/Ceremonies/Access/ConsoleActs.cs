using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Access;

//
//  Which path and capability every act of a person needs. Trips ask it at their door, pages and the hub for what they show;
//  programs are asked the same at the API's door, by the path that they call. Of upstream's two families of paths for a rekey
//  the older one decides here. Rules of one ceremony (who holds its shares, who started it) are its trips' own, and come besides.
//

/// <summary>The table of all acts.</summary>
public static class ConsoleActs
{
    // Whatever is somebody's own: their password, passkeys, devices, tokens.
    public static readonly Act AddPasskey = Own("passkey.add");
    public static readonly Act RenamePasskey = Own("passkey.rename");
    public static readonly Act RemovePasskey = Own("passkey.remove");
    public static readonly Act AddAuthenticator = Own("authenticator.add");
    public static readonly Act NewRecoveryCodes = Own("authenticator.codes");
    public static readonly Act RemoveAuthenticator = Own("authenticator.remove");
    public static readonly Act SetPassword = Own("password.set");
    public static readonly Act ChangePassword = Own("password.change");
    public static readonly Act EnrolDevice = Own("device.enrol");
    public static readonly Act RemoveDevice = Own("device.remove");
    public static readonly Act OwnPgpKey = Own("person.pgp-key");
    public static readonly Act MakeOwnToken = Own("token.create");
    public static readonly Act ListOwnTokens = Own("token.list-own");
    public static readonly Act EndOwnToken = Own("token.end-own");
    public static readonly Act EndSession = Own("session.end");
    public static readonly Act EndOtherSessions = Own("session.end-others");

    // Ceremonies: one begins.
    public static readonly Act StartInitialise = new("initialise.start", "sys/init", Capabilities.Update);
    public static readonly Act StartMigrate = new("migrate.start", "sys/console/migrate/init", Capabilities.Update);
    public static readonly Act StartGenerateRoot = new("root-token.start", "sys/generate-root/attempt", Capabilities.Update);
    public static readonly Act CollectToken = new("root-token.collect", "sys/generate-root/attempt", Capabilities.Update);
    public static readonly Act ForgetToken = new("root-token.forget", "sys/generate-root/attempt", Capabilities.Update);

    // Ceremonies: a holder's part. What upstream has a path for stands below, by the ceremony's kind.
    public static readonly Act SeeShares = new("share.see", "sys/console/shares", Capabilities.Read);
    public static readonly Act ReadCeremony = new("ceremony.read", "sys/console/shares", Capabilities.Update);
    public static readonly Act DeclineCeremony = new("ceremony.decline", "sys/console/shares", Capabilities.Update);
    public static readonly Act RevealShare = new("share.reveal", "sys/console/shares", Capabilities.Update);
    public static readonly Act CollectShare = new("share.collect", "sys/console/shares", Capabilities.Update);
    public static readonly Act StoredShare = new("share.stored", "sys/console/shares", Capabilities.Update);
    public static readonly Act LostShare = new("share.lost", "sys/console/shares", Capabilities.Update);
    public static readonly Act CheckShare = new("share.check", "sys/console/shares", Capabilities.Update);

    // Holders and witnesses.
    public static readonly Act SeeHolders = new("share.readiness", "sys/console/holders", Capabilities.Read);
    public static readonly Act NoteAbsence = new("share.absence", "sys/console/holders", Capabilities.Update);
    public static readonly Act SetProofPolicy = new("share.policy", "sys/console/holders", Capabilities.Update);
    public static readonly Act MakeWitnessLink = new("witness.make", "sys/console/witness", Capabilities.Update);
    public static readonly Act RevokeWitnessLink = new("witness.revoke", "sys/console/witness", Capabilities.Delete);

    // Keys and seal.
    public static readonly Act Rotate = new("keyring.rotate", "sys/rotate", Capabilities.Update);
    public static readonly Act SeeRotation = new("keyring.config.see", "sys/rotate/config", Capabilities.Read);
    public static readonly Act SetRotation = new("keyring.config", "sys/rotate/config", Capabilities.Update);
    public static readonly Act ReadKeys = new("key-status.read", "sys/key-status", Capabilities.Read);
    public static readonly Act RotateRootKey = new("root-key.rotate", "sys/rotate/root", Capabilities.Update);
    public static readonly Act StartReencrypt = new("keyring.reencrypt.start", "sys/console/keyring/reencrypt", Capabilities.Update);
    public static readonly Act PauseReencrypt = new("keyring.reencrypt.pause", "sys/console/keyring/reencrypt", Capabilities.Update);
    public static readonly Act ResumeReencrypt = new("keyring.reencrypt.resume", "sys/console/keyring/reencrypt", Capabilities.Update);
    public static readonly Act RetireTerm = new("keyring.retire", "sys/console/keyring/retire", Capabilities.Update);
    public static readonly Act DestroyTerm = new("keyring.destroy", "sys/console/keyring/destroy", Capabilities.Update);
    public static readonly Act Seal = new("vault.seal", "sys/seal", Capabilities.Update);
    public static readonly Act OpenByProvider = new("vault.unseal", "sys/console/seal-provider", Capabilities.Update);

    // People, and what they may.
    public static readonly Act ListPeople = new("person.list", "sys/console/people/", Capabilities.List);
    public static readonly Act AddPerson = new("person.add", "sys/console/people", Capabilities.Create);
    public static readonly Act InvitePerson = new("person.invite", "sys/console/people", Capabilities.Update);
    public static readonly Act MailInvitation = new("mail.invitation", "sys/console/people", Capabilities.Update);
    public static readonly Act Remind = new("mail.remind", "sys/console/holders", Capabilities.Update);
    public static readonly Act RevokeInvitation = new("person.revoke-invitation", "sys/console/people", Capabilities.Update);
    public static readonly Act ChangeRoles = new("person.roles", "sys/console/people", Capabilities.Update);
    public static readonly Act SeeSessions = new("person.sessions", "sys/console/people", Capabilities.Update);
    public static readonly Act SignOutPerson = new("person.sign-out", "sys/console/people", Capabilities.Update);
    public static readonly Act RemovePerson = new("person.remove", "sys/console/people", Capabilities.Delete);
    public static readonly Act GivePgpKey = new("person.pgp-key", "sys/console/people", Capabilities.Update);
    public static readonly Act AcceptDevice = new("device.accept", "sys/console/people", Capabilities.Update);
    public static readonly Act ListPolicies = new("policy.list", "sys/policies/acl/", Capabilities.List);

    // Tokens of whomever. Upstream asks for sudo besides, to list them.
    public static readonly Act ListTokens = new("token.list", "auth/token/accessors/", Capabilities.List);
    public static readonly Act EndToken = new("token.end", "auth/token/revoke-accessor", Capabilities.Update);

    // What two administrators must agree to.
    public static readonly Act SeeProposals = new("proposal.list", "sys/console/approvals", Capabilities.Read);
    public static readonly Act ConfirmProposal = new("proposal.confirm", "sys/console/approvals", Capabilities.Update);
    public static readonly Act RefuseProposal = new("proposal.refuse", "sys/console/approvals", Capabilities.Update);
    public static readonly Act ExplainProposal = Own("proposal.explain");
    public static readonly Act WithdrawProposal = Own("proposal.withdraw");
    public static readonly Act AskForTwo = new("four-eyes.on", "sys/console/four-eyes", Capabilities.Update);
    public static readonly Act LetOneBeEnough = new("four-eyes.off", "sys/console/four-eyes", Capabilities.Delete);

    // The audit log.
    public static readonly Act ReadAudit = new("audit.read", "sys/audit", Capabilities.Read);
    public static readonly Act VerifyAudit = new("audit.verify", "sys/audit", Capabilities.Read);
    public static readonly Act ExportAudit = new("audit.export", "sys/audit", Capabilities.Read);

    /// <summary>Some secrets are there to be seen: the page of secrets.</summary>
    public static readonly Act SeeSecrets = ListSecrets(Mounts.Console, "");

    public static Act StartRekey(ShareTarget target) => new("rekey.start", $"{Rekey(target)}/init", Capabilities.Update);

    /// <summary>Null, here and below: a ceremony that there is not. Its trip says so.</summary>
    public static Act DealAgain(Ceremony? ceremony) => new("rekey.deal-again", ceremony is null ? null : $"{Rekey(ceremony.Target)}/init", Capabilities.Update);

    /// <summary>To follow a ceremony. That a vault is made or opened, upstream tells anybody.</summary>
    public static Act Watch(Ceremony? ceremony) => ceremony?.Kind is CeremonyKind.Initialise or CeremonyKind.Unseal
        ? Own("ceremony.watch")
        : new Act("ceremony.watch", Attempt(ceremony), Capabilities.Read);

    public static Act Cancel(Ceremony? ceremony) => new("ceremony.cancel", Attempt(ceremony), Capabilities.Delete);

    public static Act Submit(Ceremony? ceremony) => new("share.submit", ceremony?.Kind switch
    {
        CeremonyKind.Rekey => $"{Rekey(ceremony.Target)}/update",
        CeremonyKind.GenerateRoot => "sys/generate-root/update",
        CeremonyKind.Migrate => "sys/console/migrate/update",
        _ => Attempt(ceremony),
    }, Capabilities.Update);

    public static Act Prove(Ceremony? ceremony) => new("share.prove", ceremony?.Kind switch
    {
        CeremonyKind.Rekey => $"{Rekey(ceremony.Target)}/verify",
        null => null,
        _ => "sys/console/shares",
    }, Capabilities.Update);

    public static Act ReadBackup(ShareTarget target) => new("backup.read", Backup(target), Capabilities.Read);

    public static Act DeleteBackup(ShareTarget target) => new("backup.delete", Backup(target), Capabilities.Delete);

    public static Act ReadPolicy(string name) => new("policy.read", $"sys/policies/acl/{name}", Capabilities.Read);

    public static Act WritePolicy(string name) => new("policy.write", $"sys/policies/acl/{name}", Capabilities.Update);

    public static Act DeletePolicy(string name) => new("policy.delete", $"sys/policies/acl/{name}", Capabilities.Delete);

    // Secrets, at the paths of upstream's key/value engine.
    public static Act ListSecrets(Mount mount, string folder) => OfSecret("secret.list", mount, "metadata", folder, Capabilities.List);

    public static Act ReadSecret(Mount mount, string path) => OfSecret("secret.read", mount, "data", path, Capabilities.Read);

    public static Act ReadHistory(Mount mount, string path) => OfSecret("secret.history", mount, "metadata", path, Capabilities.Read);

    /// <summary>Where nothing is yet: creating and updating are two capabilities.</summary>
    public static Act CreateSecret(Mount mount, string path) => OfSecret("secret.write", mount, "data", path, Capabilities.Create);

    public static Act UpdateSecret(Mount mount, string path) => OfSecret("secret.write", mount, "data", path, Capabilities.Update);

    public static Act DeleteSecret(Mount mount, string path) => OfSecret("secret.delete", mount, "data", path, Capabilities.Delete);

    public static Act UndeleteSecret(Mount mount, string path) => OfSecret("secret.undelete", mount, "undelete", path, Capabilities.Update);

    public static Act DestroySecret(Mount mount, string path) => OfSecret("secret.destroy", mount, "destroy", path, Capabilities.Update);

    /// <summary>With all its versions.</summary>
    public static Act RemoveSecret(Mount mount, string path) => OfSecret("secret.delete", mount, "metadata", path, Capabilities.Delete);

    public static Act DescribeSecret(Mount mount, string path) => OfSecret("secret.describe", mount, "metadata", path, Capabilities.Update);

    public static Act SetMountRules(Mount mount) => new("mount.config", $"{mount.Path}config", Capabilities.Update);

    private static Act Own(string name) => new(name, null, Capabilities.None);

    private static Act OfSecret(string name, Mount mount, string kind, string path, Capabilities verb) =>
        new(name, mount.Version == 1 ? mount.Path + path : $"{mount.Path}{kind}/{path}", verb);

    private static string Rekey(ShareTarget target) => target is ShareTarget.Recovery ? "sys/rekey-recovery-key" : "sys/rekey";

    private static string Backup(ShareTarget target) => target is ShareTarget.Recovery ? "sys/rekey/recovery-key-backup" : "sys/rekey/backup";

    private static string? Attempt(Ceremony? ceremony) => ceremony?.Kind switch
    {
        null => null,
        CeremonyKind.Initialise => "sys/init",
        CeremonyKind.Unseal => "sys/unseal",
        CeremonyKind.Migrate => "sys/console/migrate/init",
        CeremonyKind.GenerateRoot => "sys/generate-root/attempt",
        _ => $"{Rekey(ceremony.Target)}/init",
    };
}
