using KeyCeremonyConsole.Ceremonies.People;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>Roles as people read them.</summary>
public static class RoleWords
{
    /// <summary>Each role with what it may do, for those who give it.</summary>
    public static readonly IReadOnlyList<(Roles Role, string Name, string May)> All =
    [
        (Roles.Administrator, "Administrator", "Plans and starts ceremonies, rotates the key, manages people. Never sees a share."),
        (Roles.Holder, "Holder", "Holds a share: submits it, receives a new one."),
        (Roles.Auditor, "Auditor", "Reads and checks the audit log and the key status."),
    ];

    /// <summary>"administrator and holder".</summary>
    public static string InWords(Roles roles)
    {
        string[] names = [.. All.Where(role => roles.HasFlag(role.Role)).Select(role => role.Name.ToLowerInvariant())];
        return names.Length < 2 ? string.Concat(names) : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }
}
