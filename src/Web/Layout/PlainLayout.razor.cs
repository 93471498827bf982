using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Diagnostics;

namespace KeyCeremonyConsole.Web.Layout;

/// <summary>One narrow column for set-up, sign-in, invitations and what went wrong.</summary>
public sealed partial class PlainLayout(NavigationManager navigation) : LayoutComponentBase
{
    private ErrorBoundary? _boundary;
    private string _here = "";

    [CascadingParameter]
    public Glance? Glance { get; set; }

    [CascadingParameter]
    public HttpContext? HttpContext { get; set; }

    // What went wrong is told by a page with an address of its own, at the address that was asked for.
    protected override void OnParametersSet()
    {
        _here = HttpContext?.Features.Get<IStatusCodeReExecuteFeature>() is { } asked
            ? $"{asked.OriginalPathBase}{asked.OriginalPath}{asked.OriginalQueryString}"
            : new Uri(navigation.Uri).PathAndQuery;
        _boundary?.Recover();
    }
}
