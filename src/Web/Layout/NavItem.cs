using KeyCeremonyConsole.Web.Identity;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Layout;

/// <summary>One entry of the navigation.</summary>
/// <param name="Href">Where it leads.</param>
/// <param name="Text">Its words.</param>
/// <param name="Icon">The inside of a 24 by 24 SVG.</param>
/// <param name="Page">Which of <see cref="PageAccess"/> it is; null: one that is open to everyone.</param>
public sealed record NavItem(string Href, string Text, string Icon, string? Page = null)
{
    public const string Ceremonies = "/ceremonies";

    public static IReadOnlyList<NavItem> Vault { get; } =
    [
        new("/", "Overview", Icons.Material.Outlined.SpaceDashboard),
        new(Ceremonies, "Ceremonies", Icons.Material.Outlined.Groups),
        new("/shares", "My shares", Icons.Material.Outlined.PieChart, PageAccess.Shares),
        new("/holders", "Holders", Icons.Material.Outlined.HowToReg, PageAccess.Holders),
        new("/keys", "Keys", Icons.Material.Outlined.Key, PageAccess.Keys),
        new("/secrets", "Secrets", Icons.Material.Outlined.Lock, PageAccess.Secrets),
    ];

    public static IReadOnlyList<NavItem> Organisation { get; } =
    [
        new("/people", "People", Icons.Material.Outlined.PersonOutline, PageAccess.People),
        new("/approvals", "Approvals", Icons.Material.Outlined.Rule, PageAccess.Approvals),
        new("/policies", "Policies", Icons.Material.Outlined.Policy, PageAccess.Policies),
        new("/audit", "Audit", Icons.Material.Outlined.ReceiptLong, PageAccess.Audit),
    ];

    public static IReadOnlyList<NavItem> Own { get; } =
    [
        new("/api-docs", "API", Icons.Material.Outlined.Code),
        new("/account", "Account", Icons.Material.Outlined.ManageAccounts),
    ];

    /// <summary>Whether a path is this entry's page or one below it.</summary>
    public bool Leads(string path) =>
        path == Href || (Href != "/" && path.StartsWith(Href + "/", StringComparison.Ordinal));
}
