using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Rotate;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>How many records are under older terms, and the work that brings them under the active one.</summary>
public sealed partial class ReencryptCard : ComponentBase
{
    private Refusal? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required KeyHistory History { get; set; }

    /// <summary>Whether the reader may start it, and have it pause.</summary>
    [Parameter]
    public bool MayAct { get; set; }

    [Parameter, EditorRequired]
    public required Func<Task<Outcome<Reencryption>>> Start { get; set; }

    [Parameter, EditorRequired]
    public required Func<Task<Outcome<Reencryption>>> Pause { get; set; }

    [Parameter, EditorRequired]
    public required Func<Task<Outcome<Reencryption>>> Resume { get; set; }

    private Reencryption? Job => History.Reencryption;

    private bool IsPaused => Job is { State: ReencryptionState.Paused };

    private async Task ActAsync(Func<Task<Outcome<Reencryption>>> act)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            _refusal = (await act()).Refusal;
        }
        finally
        {
            _busy = false;
        }
    }
}
