namespace KeyCeremonyConsole.Access.Policies;

/// <summary>The paths on which a verb's own capability is not enough; upstream's list.</summary>
public static class SudoPaths
{
    private static readonly string[] All =
    [
        "sys/rotate", "sys/rotate/keyring", "sys/rotate/root", "sys/seal", "sys/step-down", "sys/raw", "sys/raw/*",
        "sys/audit", "sys/audit/*", "sys/auth/*", "sys/remount", "sys/config/cors", "sys/config/auditing/*",
        "sys/config/ui/headers/*", "sys/plugins/catalog/*", "sys/leases/revoke-prefix/*", "sys/leases/revoke-force/*",
        "sys/leases/lookup/*", "sys/revoke-prefix/*", "sys/revoke-force/*", "auth/token/accessors", "auth/token/accessors/",
        "auth/token/create-orphan", "auth/token/revoke-orphan",
    ];

    /// <summary>Whether <see cref="Capabilities.Sudo"/> is needed as well.</summary>
    public static bool Include(string path) => Array.Exists(All, p =>
        p.EndsWith('*') ? path.StartsWith(p[..^1], StringComparison.Ordinal) : p == path);

    /// <summary>The verb's capability, with <see cref="Capabilities.Sudo"/> where the path asks for it.</summary>
    public static Capabilities Needed(string path, Capabilities verb) => verb | (Include(path) ? Capabilities.Sudo : Capabilities.None);
}
