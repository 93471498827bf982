using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Rotate;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>Says what rotating changes and what it does not, does it once, and shows what was done.</summary>
public sealed partial class RotateDialog : ComponentBase
{
    // Between one finished step and the next on the screen; the style sheet does the rest.
    private const int MillisecondsApart = 250;

    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, BackdropClick = false };

    private static readonly string[] Planned =
    [
        "Make a new 256-bit key",
        "Store the keyring and the audit entry in one transaction",
        "Read back what was stored",
        "Encrypt with the new key from then on",
    ];

    private string _reason = "";
    private bool _busy;
    private Refusal? _refusal;
    private RotateResult? _done;

    [Parameter, EditorRequired]
    public required bool Open { get; set; }

    [Parameter]
    public EventCallback<bool> OpenChanged { get; set; }

    /// <summary>The active term; null for someone who may not see it.</summary>
    [Parameter]
    public int? Active { get; set; }

    /// <summary>Does it, for the reason given.</summary>
    [Parameter, EditorRequired]
    public required Func<string, Task<Outcome<RotateResult>>> Rotate { get; set; }

    private string NewTerm => Active is { } term ? $"key term {term + 1}" : "one term higher";

    private string Title => _done is { } done ? Active is null ? "Rotated" : $"Rotated: key term {done.Term} is active"
        : _busy ? "Rotating the encryption key"
        : "Rotate the encryption key?";

    private string? Said => _done is { } done ? Active is null ? "Rotated. A new key encrypts from now on." : $"Rotated. Key term {done.Term} is active." : _busy ? "Rotating the encryption key." : null;

    private async Task RotateAsync()
    {
        // The second of two clicks was on its way before the button was gone.
        if (_busy || _done is not null)
        {
            return;
        }

        _busy = true;
        _refusal = null;
        try
        {
            (await Rotate(_reason)).TryGet(out _done, out _refusal);
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task CloseAsync()
    {
        await OpenChanged.InvokeAsync(false);
        if (!_busy)
        {
            (_reason, _refusal, _done) = ("", null, null);
        }
    }
}
