using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace KeyCeremonyConsole.Web.Layout;

/// <summary>One narrow column for set-up, sign-in, invitations and what went wrong.</summary>
public sealed partial class PlainLayout(NavigationManager navigation) : LayoutComponentBase
{
    private ErrorBoundary? _boundary;
    private string _here = "";

    [CascadingParameter]
    public Glance? Glance { get; set; }

    protected override void OnParametersSet()
    {
        _here = new Uri(navigation.Uri).PathAndQuery;
        _boundary?.Recover();
    }
}
