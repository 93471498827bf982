using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>How far a long piece of work has come.</summary>
public sealed partial class WorkBar : ComponentBase
{
    [Parameter, EditorRequired]
    public required long Done { get; set; }

    /// <summary>Zero is a full bar: there was nothing to do.</summary>
    [Parameter, EditorRequired]
    public required long Total { get; set; }

    /// <summary>What is done: "Records encrypted anew".</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>The value in words: "1,204 of 5,000 records".</summary>
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    private long Shown => Math.Min(Done, Total);

    private string Percent => (Total == 0 ? 100 : 100.0 * Shown / Total).ToString("0.##", CultureInfo.InvariantCulture);
}
