using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Layout;

/// <summary>Stands where a page was when rendering it threw. The exception is in the log, never here.</summary>
public sealed partial class PageFailed(NavigationManager navigation) : ComponentBase
{
    private void Reload() => navigation.NavigateTo(navigation.Uri, forceLoad: true);
}
