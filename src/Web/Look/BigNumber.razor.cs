using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>A card with a number that matters.</summary>
public sealed partial class BigNumber : ComponentBase
{
    /// <summary>What it is: "Active term".</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>The number as shown: "1.42 M", "78 days".</summary>
    [Parameter, EditorRequired]
    public required string Value { get; set; }

    /// <summary>A line below.</summary>
    [Parameter]
    public string? Detail { get; set; }

    /// <summary>Between the number and its detail: a <see cref="Gauge"/>.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
