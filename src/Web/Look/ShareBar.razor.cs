using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>Shares collected towards a threshold: big words, and a bar with one part a share.</summary>
public sealed partial class ShareBar : ComponentBase
{
    [Parameter, EditorRequired]
    public required int Received { get; set; }

    /// <summary>The threshold, at least one.</summary>
    [Parameter, EditorRequired]
    public required int Required { get; set; }

    /// <summary>What is counted: "current shares submitted".</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>What the next one brings: "one more opens the next step".</summary>
    [Parameter]
    public string? Next { get; set; }
}
