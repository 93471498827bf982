using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>A coloured note. An error interrupts a screen reader, so it is for the reader's own errors only.</summary>
public sealed partial class Notice : ComponentBase
{
    private static readonly Dictionary<string, object?> Error = new() { ["role"] = "alert", ["aria-live"] = "assertive" };
    private static readonly Dictionary<string, object?> Other = new() { ["role"] = "note", ["aria-live"] = null };

    [Parameter, EditorRequired]
    public required Severity Severity { get; set; }

    /// <summary>The first line, in bold.</summary>
    [Parameter]
    public string? Title { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private Dictionary<string, object?> Announcement => Severity == Severity.Error ? Error : Other;

    private string? Icon => Severity switch
    {
        Severity.Error => Icons.Material.Outlined.ErrorOutline,
        Severity.Warning => Icons.Material.Outlined.WarningAmber,
        Severity.Success => Icons.Material.Outlined.CheckCircle,
        Severity.Info => Icons.Material.Outlined.Info,
        _ => null,
    };
}
