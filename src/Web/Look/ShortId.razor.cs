using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>An id or a hash, shortened in the middle, with a button that copies all of it. Not for secrets.</summary>
public sealed partial class ShortId : ComponentBase
{
    [Parameter, EditorRequired]
    public required string Value { get; set; }

    /// <summary>What it is, for the button: "nonce".</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>How many characters of the beginning are shown.</summary>
    [Parameter]
    public int Head { get; set; } = 8;

    /// <summary>How many characters of the end are shown.</summary>
    [Parameter]
    public int Tail { get; set; } = 4;

    private string Short => Value.Length <= Head + Tail + 2 ? Value : $"{Value[..Head]}…{Value[^Tail..]}";
}
