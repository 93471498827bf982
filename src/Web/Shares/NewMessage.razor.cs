using System.Text;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Shares;

/// <summary>The new share of a holder with an OpenPGP key, as a message that they decrypt themselves.</summary>
public sealed partial class NewMessage(CollectMessage collect, StepUp stepUp) : ComponentBase
{
    private string? _message;
    private Refusal? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required Ceremony Ceremony { get; set; }

    /// <summary>The recipient, who is the signed-in person.</summary>
    [Parameter, EditorRequired]
    public required Participant Me { get; set; }

    /// <summary>What follows once the message was collected.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private string FileName => $"share-{Me.ShareNumber}.asc";

    private string Href => $"data:application/pgp-encrypted;base64,{Convert.ToBase64String(Encoding.ASCII.GetBytes(_message!))}";

    // A click collects; rendering does not.
    private async Task CollectAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            (await stepUp.RunAsync(() => collect.RunAsync(Me.Person, Ceremony.Id, CancellationToken.None))).TryGet(out _message, out _refusal);
        }
        finally
        {
            _busy = false;
        }
    }
}
