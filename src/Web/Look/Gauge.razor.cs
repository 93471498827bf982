using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>How much of a limit is used.</summary>
public sealed partial class Gauge : ComponentBase
{
    /// <summary>From 0 to 1.</summary>
    [Parameter, EditorRequired]
    public required double Part { get; set; }

    /// <summary>What it measures: "Used of the limit".</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>The value in words: "0.04 % of 3.87 billion".</summary>
    [Parameter]
    public string? Text { get; set; }

    private string Percent => (Math.Clamp(Part, 0, 1) * 100).ToString("0.##", CultureInfo.InvariantCulture);
}
