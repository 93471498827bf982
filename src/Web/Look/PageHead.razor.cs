using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>The head of a page: its h1, which is the window's title too, and its actions.</summary>
public sealed partial class PageHead : ComponentBase
{
    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>A line above the title: what kind of thing this is, since when.</summary>
    [Parameter]
    public string? Over { get; set; }

    /// <summary>The page's buttons.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
