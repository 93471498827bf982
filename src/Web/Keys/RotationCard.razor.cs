using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Engine.Sealing;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>When the key rotates by itself.</summary>
public sealed partial class RotationCard : ComponentBase
{
    [Parameter, EditorRequired]
    public required KeyHistory History { get; set; }

    /// <summary>Whether the reader may change it.</summary>
    [Parameter]
    public bool MayChange { get; set; }

    /// <summary>Somebody wants to change it.</summary>
    [Parameter]
    public EventCallback Change { get; set; }

    private RotationConfig Config => History.Rotation;

    private string Every => Config.Interval == TimeSpan.Zero ? "No interval"
        : Config.Interval == TimeSpan.FromDays(1) ? "1 day"
        : Config.Interval.TotalDays.ToString("0.## 'days'", CultureInfo.InvariantCulture);
}
