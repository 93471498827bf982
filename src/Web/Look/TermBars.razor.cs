using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>
/// How often each term was used, as bars on one scale. Our own: the charts of MudBlazor bring a style element with them,
/// which the page's policy does not let in.
/// </summary>
public sealed partial class TermBars : ComponentBase
{
    /// <summary>Newest first.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<KeyTermBlock> Terms { get; set; }

    /// <summary>What is shown: "Encryptions per term".</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    private long Most => Math.Max(1, Terms.Max(t => t.Encryptions));

    private string Width(KeyTermBlock term) =>
        (100.0 * term.Encryptions / Most).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Count(KeyTermBlock term) => term.Encryptions.ToString("N0", CultureInfo.InvariantCulture);
}
