using KeyCeremonyConsole.Ceremonies;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>An administrator cancels a ceremony, or starts an unseal attempt over; says what that changes.</summary>
public sealed partial class EndDialog : ComponentBase
{
    private string _reason = "";
    private Refusal? _refusal;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [Parameter, EditorRequired]
    public required Ceremony Ceremony { get; set; }

    /// <summary>Ends it for the reason given, or says why not.</summary>
    [Parameter, EditorRequired]
    public required Func<string, Task<Refusal?>> End { get; set; }

    private string Verb => Ceremony.Kind is CeremonyKind.Unseal ? "Start the attempt over" : "Cancel the ceremony";

    private string Means => Ceremony.Kind switch
    {
        CeremonyKind.Unseal => "The shares submitted so far are wiped, and a new attempt begins with new words to compare. The vault stays sealed; everyone submits again.",
        CeremonyKind.Initialise when Ceremony.SwitchesWhenProved => "The vault stays as it is, open and in use. It has no recovery shares then; a rekey makes new ones. Those already collected authorise nothing.",
        CeremonyKind.Migrate => "What was submitted is wiped. The vault stays sealed in the way it is, and the shares are good for what they are good for today.",
        CeremonyKind.GenerateRoot => "What was submitted is wiped, and the one-time password is good for nothing. No token is made, and the shares stay as they are.",
        CeremonyKind.Initialise => "The keys that were made are discarded, and the shares already collected open nothing. The vault is not initialised then, and can be initialised anew.",
        _ => "What was submitted is wiped, and new shares already collected open nothing. The current shares stay valid; nobody's vault access changes.",
    };

    /// <summary>The dialog's title.</summary>
    public static string Title(Ceremony ceremony) =>
        ceremony.Kind is CeremonyKind.Unseal ? "Start the attempt over?" : "Cancel this ceremony?";

    private async Task EndAsync()
    {
        _refusal = await End(_reason);
        if (_refusal is null)
        {
            Dialog.Close();
        }
    }
}
