namespace KeyCeremonyConsole.Access.Policies;

/// <summary>What a policy may allow on a path; the names are upstream's.</summary>
[Flags]
public enum Capabilities
{
    None = 0,
    Create = 1,
    Read = 2,
    Update = 4,
    Patch = 8,
    Delete = 16,
    List = 32,

    /// <summary>Lists a whole tree. OpenBao has it; nothing here is served by it.</summary>
    Scan = 64,

    /// <summary>Needed besides the verb's own capability on the paths of <see cref="SudoPaths"/>.</summary>
    Sudo = 128,

    /// <summary>Forbids, whatever else the same path allows.</summary>
    Deny = 256,
}

/// <summary>Capabilities as policies and answers write them.</summary>
public static class CapabilityNames
{
    private static readonly (string Name, Capabilities Value)[] All =
    [
        ("create", Capabilities.Create), ("delete", Capabilities.Delete), ("deny", Capabilities.Deny),
        ("list", Capabilities.List), ("patch", Capabilities.Patch), ("read", Capabilities.Read),
        ("scan", Capabilities.Scan), ("sudo", Capabilities.Sudo), ("update", Capabilities.Update),
    ];

    /// <summary>The capability of that name, or none.</summary>
    internal static Capabilities Find(string name) => Array.Find(All, c => c.Name == name).Value;

    /// <summary>The names in alphabetical order; <c>deny</c> alone when there are none, or when it is among them.</summary>
    public static IReadOnlyList<string> In(Capabilities granted) =>
        granted is Capabilities.None || granted.HasFlag(Capabilities.Deny)
            ? ["deny"]
            : [.. All.Where(c => granted.HasFlag(c.Value)).Select(c => c.Name)];
}
