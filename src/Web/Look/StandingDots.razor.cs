using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>How many of its steps someone has taken, small enough for a row.</summary>
public sealed partial class StandingDots : ComponentBase
{
    [Parameter, EditorRequired]
    public required int Reached { get; set; }

    [Parameter, EditorRequired]
    public required int Total { get; set; }

    /// <summary>The last step's name, for those who hear it: "here now".</summary>
    [Parameter]
    public string? Label { get; set; }
}
