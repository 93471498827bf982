using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>Stands where a list would, and says how the first entry comes to be.</summary>
public sealed partial class EmptyState : ComponentBase
{
    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>The button that makes the first one.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
