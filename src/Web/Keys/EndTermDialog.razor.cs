using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Rotate;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>Says what retiring a term, or destroying one, changes and what it does not reach, and does it.</summary>
public sealed partial class EndTermDialog : ComponentBase
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, BackdropClick = false };

    private string _word = "";
    private bool _backup;
    private bool _busy;
    private Refusal? _refusal;

    /// <summary>The term that is asked about; null keeps it shut. A retired one is destroyed, another one retired.</summary>
    [Parameter, EditorRequired]
    public required TermLine? Line { get; set; }

    [Parameter]
    public EventCallback Closed { get; set; }

    [Parameter, EditorRequired]
    public required Func<int, Task<Outcome<TermEnd>>> Retire { get; set; }

    [Parameter, EditorRequired]
    public required Func<DestroyOrder, Task<Outcome<TermEnd>>> Destroy { get; set; }

    private int Term => Line?.Term.Term ?? 0;

    private bool Destroys => Line is { Term.Retired: true };

    private bool Ready => !Destroys || (_backup && _word.Trim() == DestroyOrder.Phrase(Term));

    private async Task EndAsync()
    {
        if (_busy || !Ready)
        {
            return;
        }

        _busy = true;
        try
        {
            Outcome<TermEnd> outcome = Destroys ? await Destroy(new DestroyOrder(Term, _word, _backup)) : await Retire(Term);
            _refusal = outcome.Refusal;
        }
        finally
        {
            _busy = false;
        }

        if (_refusal is null)
        {
            await CloseAsync();
        }
    }

    private Task CloseAsync()
    {
        (_word, _backup, _refusal) = ("", false, null);
        return Closed.InvokeAsync();
    }
}
