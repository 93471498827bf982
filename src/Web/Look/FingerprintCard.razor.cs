using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>The fingerprint of a ceremony, to be read aloud and compared.</summary>
public sealed partial class FingerprintCard : ComponentBase
{
    /// <summary>Four to six words.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<string> Words { get; set; }

    /// <summary>The same in hex, already in groups: "6e2f b7b0 b9f6 12a8".</summary>
    [Parameter, EditorRequired]
    public required string Hex { get; set; }

    [Parameter]
    public string Title { get; set; } = "Ceremony fingerprint";

    /// <summary>What to do with it.</summary>
    [Parameter]
    public string? Explanation { get; set; } = "The same on every screen. Read it to each other before a share is entered.";

    /// <summary>Below it all: the tick that it was compared.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
