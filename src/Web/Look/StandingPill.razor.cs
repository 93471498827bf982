using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>Where someone or something stands, in words, shape and colour.</summary>
public sealed partial class StandingPill : ComponentBase
{
    /// <summary>A few words: "submitted 14:06 UTC".</summary>
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    [Parameter, EditorRequired]
    public required StandingKind Kind { get; set; }

    private string Name => Kind switch
    {
        StandingKind.Done => "done",
        StandingKind.Active => "active",
        StandingKind.Waiting => "waiting",
        StandingKind.Refused => "refused",
        _ => "muted",
    };
}
