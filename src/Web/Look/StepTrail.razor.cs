using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>What has happened, happens now, and comes next.</summary>
public sealed partial class StepTrail : ComponentBase
{
    [Parameter, EditorRequired]
    public required IReadOnlyList<TrailStep> Steps { get; set; }

    [Parameter]
    public string Title { get; set; } = "What happens";

    private static string Class(TrailStep step) => step.State switch
    {
        TrailState.Done => "trail-done",
        TrailState.Now => "trail-now",
        _ => "trail-next",
    };

    private static string Said(TrailStep step) => step.State switch
    {
        TrailState.Done => ", done",
        TrailState.Now => ", now",
        _ => ", later",
    };
}
