namespace KeyCeremonyConsole.Access.Policies;

/// <summary>The policies that are there from the beginning. All but root may be given another text; none can be deleted.</summary>
public static class BuiltInPolicies
{
    /// <summary>What an administrator of the console may do.</summary>
    public const string CeremonyAdmin = "ceremony-admin";

    /// <summary>What a key holder may do.</summary>
    public const string Holder = "holder";

    /// <summary>What an auditor may do.</summary>
    public const string Auditor = "auditor";

    private static readonly Dictionary<string, AccessPolicy> Texts = new[]
    {
        Read(AccessPolicy.Default, """
            # Every token may look after itself.
            path "auth/token/lookup-self" { capabilities = ["read", "update"] }
            path "auth/token/renew-self" { capabilities = ["update"] }
            path "auth/token/revoke-self" { capabilities = ["update"] }
            path "sys/capabilities-self" { capabilities = ["update"] }
            path "sys/internal/ui/mounts" { capabilities = ["read"] }
            path "sys/internal/ui/mounts/*" { capabilities = ["read"] }
            """),
        Read(CeremonyAdmin, """
            # Ceremonies: start, cancel, watch. Where holders and auditors have a path of their own, it stands here too:
            # of two patterns only one decides, and whoever has both roles must not lose a right.
            path "sys/rekey/*" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/rekey/init" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/rekey/update" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/rekey/verify" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/rekey-recovery-key/*" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/rekey-recovery-key/init" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/rekey-recovery-key/update" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/rekey-recovery-key/verify" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/rotate/*" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/rotate/root/init" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/rotate/root/update" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/rotate/root/verify" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/rotate/recovery/init" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/rotate/recovery/update" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/rotate/recovery/verify" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/generate-root/*" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/generate-root/attempt" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/generate-root/update" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/generate-root-token/*" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/generate-root-token/attempt" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/generate-root-token/update" { capabilities = ["create", "read", "update", "delete", "sudo"] }
            path "sys/init" { capabilities = ["update", "delete"] }
            path "sys/unseal" { capabilities = ["delete"] }
            path "sys/console/migrate/init" { capabilities = ["read", "update", "delete"] }
            path "sys/console/witness" { capabilities = ["update", "delete"] }

            # Keys and seal.
            path "sys/console/keyring/reencrypt" { capabilities = ["update"] }
            path "sys/console/keyring/retire" { capabilities = ["update"] }
            path "sys/console/keyring/destroy" { capabilities = ["update"] }
            path "sys/console/seal-provider" { capabilities = ["update"] }
            path "sys/rotate" { capabilities = ["update", "sudo"] }
            path "sys/rotate/config" { capabilities = ["create", "read", "update"] }
            path "sys/key-status" { capabilities = ["read"] }
            path "sys/seal" { capabilities = ["update", "sudo"] }
            path "sys/step-down" { capabilities = ["update", "sudo"] }

            # People.
            path "sys/console/people" { capabilities = ["create", "list", "update", "delete"] }
            path "sys/console/holders" { capabilities = ["read", "update"] }
            path "sys/console/approvals" { capabilities = ["read", "update"] }
            path "sys/console/four-eyes" { capabilities = ["update", "delete"] }

            # Access.
            path "sys/policies/acl" { capabilities = ["list", "read"] }
            path "sys/policies/acl/*" { capabilities = ["create", "read", "update", "delete", "list"] }
            path "sys/policy" { capabilities = ["list", "read"] }
            path "sys/policy/*" { capabilities = ["create", "read", "update", "delete", "list"] }
            path "auth/token/*" { capabilities = ["create", "read", "update", "list", "sudo"] }
            path "auth/token/lookup-self" { capabilities = ["create", "read", "update", "list", "sudo"] }
            path "auth/token/renew-self" { capabilities = ["create", "read", "update", "list", "sudo"] }
            path "auth/token/revoke-self" { capabilities = ["create", "read", "update", "list", "sudo"] }
            path "sys/capabilities" { capabilities = ["update"] }
            path "sys/capabilities-accessor" { capabilities = ["update"] }

            # Secrets and where they lie.
            path "sys/auth" { capabilities = ["read"] }
            path "sys/mounts" { capabilities = ["read"] }
            path "sys/mounts/*" { capabilities = ["create", "read", "update", "delete"] }
            path "secret/*" { capabilities = ["create", "read", "update", "patch", "delete", "list"] }
            path "kv/*" { capabilities = ["create", "read", "update", "patch", "delete", "list"] }
            path "sys/metrics" { capabilities = ["read"] }
            path "sys/audit" { capabilities = ["read", "sudo"] }
            path "sys/audit-hash/*" { capabilities = ["create", "update"] }
            """),
        Read(Holder, """
            # Take part in a ceremony, and see how it stands.
            path "sys/rekey/init" { capabilities = ["read"] }
            path "sys/rekey/update" { capabilities = ["create", "update"] }
            path "sys/rekey/verify" { capabilities = ["create", "read", "update"] }
            path "sys/rekey-recovery-key/init" { capabilities = ["read"] }
            path "sys/rekey-recovery-key/update" { capabilities = ["create", "update"] }
            path "sys/rekey-recovery-key/verify" { capabilities = ["create", "read", "update"] }
            path "sys/rotate/root/init" { capabilities = ["read"] }
            path "sys/rotate/root/update" { capabilities = ["create", "update"] }
            path "sys/rotate/root/verify" { capabilities = ["create", "read", "update"] }
            path "sys/rotate/recovery/init" { capabilities = ["read"] }
            path "sys/rotate/recovery/update" { capabilities = ["create", "update"] }
            path "sys/rotate/recovery/verify" { capabilities = ["create", "read", "update"] }
            path "sys/generate-root/attempt" { capabilities = ["read"] }
            path "sys/generate-root/update" { capabilities = ["create", "update"] }
            path "sys/generate-root-token/attempt" { capabilities = ["read"] }
            path "sys/generate-root-token/update" { capabilities = ["create", "update"] }
            path "sys/unseal" { capabilities = ["update"] }
            path "sys/console/migrate/init" { capabilities = ["read"] }
            path "sys/console/migrate/update" { capabilities = ["update"] }
            path "sys/console/shares" { capabilities = ["read", "update"] }
            """),
        Read(Auditor, """
            # See what happened and how things stand; change nothing.
            path "sys/audit" { capabilities = ["read", "sudo"] }
            path "sys/audit-hash/*" { capabilities = ["create", "update"] }
            path "sys/key-status" { capabilities = ["read"] }
            path "sys/rotate/config" { capabilities = ["read"] }
            path "sys/rekey/init" { capabilities = ["read"] }
            path "sys/rekey/verify" { capabilities = ["read"] }
            path "sys/rekey-recovery-key/init" { capabilities = ["read"] }
            path "sys/rekey-recovery-key/verify" { capabilities = ["read"] }
            path "sys/rotate/root/init" { capabilities = ["read"] }
            path "sys/rotate/root/verify" { capabilities = ["read"] }
            path "sys/rotate/recovery/init" { capabilities = ["read"] }
            path "sys/rotate/recovery/verify" { capabilities = ["read"] }
            path "sys/generate-root/attempt" { capabilities = ["read"] }
            path "sys/generate-root-token/attempt" { capabilities = ["read"] }
            path "sys/console/migrate/init" { capabilities = ["read"] }
            path "sys/console/holders" { capabilities = ["read"] }
            path "sys/policies/acl" { capabilities = ["list", "read"] }
            path "sys/policies/acl/*" { capabilities = ["read", "list"] }
            path "sys/mounts" { capabilities = ["read"] }
            path "sys/metrics" { capabilities = ["read"] }
            """),
    }.ToDictionary(p => p.Name);

    /// <summary>Their names, root not among them, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Texts.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The policy as it is unless somebody changed it; null when there is none of that name.</summary>
    public static AccessPolicy? Find(string name) => Texts.GetValueOrDefault(name);

    private static AccessPolicy Read(string name, string text) =>
        AccessPolicy.TryParse(name, text, out AccessPolicy? policy, out string? problem) ? policy : throw new InvalidOperationException(problem);
}
