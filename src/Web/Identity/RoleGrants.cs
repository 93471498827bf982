using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Startup;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// What a token of the organisation makes somebody here: its app roles by their names, its groups by the section
/// AzureAd:Groups (the group's id, which in Entra is its object id, to one or more roles).
/// </summary>
internal sealed class RoleGrants
{
    private const string Section = "Groups";

    private readonly Dictionary<string, Roles> _groups;

    private RoleGrants(Dictionary<string, Roles> groups) => _groups = groups;

    /// <exception cref="StartException">A group is given something that is no role.</exception>
    public static RoleGrants Of(IConfigurationSection organisation) => new(organisation.GetSection(Section).GetChildren()
        .Where(setting => setting.Value is { Length: > 0 })
        .ToDictionary(setting => setting.Key, setting => RolesOfSetting(setting.Key, setting.Value!), StringComparer.OrdinalIgnoreCase));

    /// <summary>All that the token gives.</summary>
    public Roles Of(ClaimsPrincipal token) => token.Claims.Aggregate(Roles.None, (roles, claim) => roles | claim.Type switch
    {
        ClaimTypes.Role or "roles" or "role" => RoleOf(claim.Value),
        "groups" => _groups.GetValueOrDefault(claim.Value),
        _ => Roles.None,
    });

    /// <summary>
    /// Whether groups would have counted that the token leaves out: Entra does so for members of more than 200 (150 by form), and
    /// says where else to ask instead.
    /// </summary>
    public bool LeavesGroupsOut(IEnumerable<Claim> token) => _groups.Count > 0 && token.Any(claim =>
        (claim.Type == "_claim_names" && claim.Value.Contains("\"groups\"", StringComparison.Ordinal))
        || (claim.Type == "hasgroups" && bool.TryParse(claim.Value, out bool has) && has));

    private static Roles RolesOfSetting(string group, string value)
    {
        string[] names = value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.Find(names, name => RoleOf(name) is Roles.None) is { } stranger
            ? throw new StartException($"The setting {SignInMode.Section}:{Section}:{group} gives '{stranger}', which is no role: use administrator, holder or auditor, or several with commas between them.")
            : names.Aggregate(Roles.None, (roles, name) => roles | RoleOf(name));
    }

    private static Roles RoleOf(string name) => name.ToLowerInvariant() switch
    {
        Policies.Administrator => Roles.Administrator,
        Policies.Holder => Roles.Holder,
        Policies.Auditor => Roles.Auditor,
        _ => Roles.None,
    };
}
