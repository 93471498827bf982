using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Layout;

/// <summary>
/// The main navigation. Entries a person may not open are not there. One component on purpose: with a NavLink and an
/// AuthorizeView for each entry it took 90 KB of every circuit.
/// </summary>
public sealed partial class NavMenu(Permissions permissions) : ComponentBase
{
    private Task<AuthenticationState>? _known;
    private Rights? _rights;

    /// <summary>The path of the page that is shown.</summary>
    [Parameter, EditorRequired]
    public required string Here { get; set; }

    /// <summary>How many ceremonies are under way.</summary>
    [Parameter]
    public int OpenCeremonies { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (Authentication == _known)
        {
            return;
        }

        _known = Authentication;
        _rights = await permissions.OfAsync((await Authentication).User.Id(), CancellationToken.None);
    }

    private IEnumerable<NavItem> Seen(IReadOnlyList<NavItem> items) =>
        items.Where(item => item.Page is null || PageAccess.IsOpenTo(item.Page, _rights!));
}
