using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>The state of the seal, in view on every page.</summary>
public sealed partial class SealStatePill : ComponentBase
{
    [Parameter, EditorRequired]
    public required SealLook State { get; set; }

    /// <summary>One or two words: "Unsealed", "Sealed, 1 of 3".</summary>
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    private string Kind => State switch
    {
        SealLook.Unsealed => "unsealed",
        SealLook.Sealed => "sealed",
        SealLook.Working => "active",
        _ => "muted",
    };
}
