using KeyCeremonyConsole.Web.Look;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace KeyCeremonyConsole.Web;

/// <summary>The document around every page.</summary>
public sealed partial class App(ThemeSheet themes) : ComponentBase
{
    // Not prerendered: a control that can be seen can be used, and no page is computed twice.
    private static readonly InteractiveServerRenderMode Interactive = new(prerender: false);

    private IComponentRenderMode? _mode;
    private string? _theme;
    private string? _themeSheet;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    protected override async Task OnInitializedAsync()
    {
        // Pages that set cookies exclude themselves with [ExcludeFromInteractiveRouting].
        _mode = HttpContext.AcceptsInteractiveRouting() ? Interactive : null;
        // Written by theme.js. Without it the system's preference decides, in the style sheets.
        _theme = HttpContext.Request.Cookies["theme"] is "light" or "dark" ? HttpContext.Request.Cookies["theme"] : null;
        _themeSheet = await themes.HrefAsync();
    }
}
