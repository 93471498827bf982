using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>A moment, with its zone; the exact one on hover.</summary>
public sealed partial class Moment(TimeProvider time) : ComponentBase
{
    [Parameter, EditorRequired]
    public required DateTimeOffset At { get; set; }

    /// <summary>Words such as "12 days ago" instead of the time itself.</summary>
    [Parameter]
    public bool Relative { get; set; }

    private string Words => Relative
        ? MomentWords.Relative(At, time.GetUtcNow())
        : MomentWords.Plain(At, time.GetUtcNow());
}
