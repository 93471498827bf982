using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>One field of the forms that set cookies. Those are plain posts, so this is plain markup.</summary>
public sealed partial class FormField : ComponentBase
{
    private string _id = "";

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>The name in the posted form: "Form.SignInName".</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    /// <summary>For password managers: "username", "new-password".</summary>
    [Parameter, EditorRequired]
    public required string Autocomplete { get; set; }

    [Parameter]
    public string Type { get; set; } = "text";

    [Parameter]
    public string? Value { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    /// <summary>What is wrong with it; it is focused then.</summary>
    [Parameter]
    public string? Error { get; set; }

    [Parameter]
    public string? InputClass { get; set; }

    [Parameter]
    public int MaxLength { get; set; } = 256;

    [Parameter]
    public bool ReadOnly { get; set; }

    [Parameter]
    public bool Focus { get; set; }

    private string? Described => (Error, Hint) switch
    {
        (null, null) => null,
        (null, _) => $"{_id}-hint",
        (_, null) => $"{_id}-error",
        _ => $"{_id}-error {_id}-hint",
    };

    protected override void OnParametersSet() => _id = Name.Replace('.', '-').ToLowerInvariant();
}
