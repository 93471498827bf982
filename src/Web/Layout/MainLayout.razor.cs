using System.Security.Claims;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;

namespace KeyCeremonyConsole.Web.Layout;

/// <summary>The shell around the pages of people who are signed in. Plain markup: a circuit pays for every component.</summary>
public sealed partial class MainLayout(NavigationManager navigation) : LayoutComponentBase
{
    private static readonly string[] Known = [Policies.Administrator, Policies.Holder, Policies.Auditor];

    private ErrorBoundary? _boundary;
    private ClaimsPrincipal? _user;
    private string _here = "";
    private string _path = "";

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [CascadingParameter]
    public Glance? Glance { get; set; }

    private Glance Shown => Glance ?? Glance.Unknown;

    private string Roles => string.Join(", ", Known.Where(_user!.IsInRole));

    protected override async Task OnParametersSetAsync()
    {
        // With <base href="/"> a bare "#main" would lead to the overview.
        Uri here = new(navigation.Uri);
        _here = here.PathAndQuery;
        _path = here.AbsolutePath;
        _boundary?.Recover();
        _user = (await Authentication).User;
    }
}
