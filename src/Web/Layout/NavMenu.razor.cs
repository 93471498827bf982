using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Layout;

/// <summary>
/// The main navigation. Entries a person may not open are not there. One component on purpose: with a NavLink and an
/// AuthorizeView for each entry it took 90 KB of every circuit.
/// </summary>
public sealed partial class NavMenu(IAuthorizationService authorization) : ComponentBase
{
    private static readonly string[] Asked = [Policies.Administrator, Policies.Holder, Policies.Auditor];

    private Task<AuthenticationState>? _known;
    private HashSet<string>? _sees;

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
        AuthenticationState state = await Authentication;
        HashSet<string> sees = [];
        foreach (string policy in Asked)
        {
            if ((await authorization.AuthorizeAsync(state.User, policy)).Succeeded)
            {
                sees.Add(policy);
            }
        }

        _sees = sees;
    }

    private IEnumerable<NavItem> Seen(IReadOnlyList<NavItem> items) =>
        items.Where(item => item.Policy is null || _sees!.Contains(item.Policy));
}
