using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Sealed;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>A new holder collects their share, stores it, and proves that they have it.</summary>
public sealed partial class RecipientPart(ConfirmStored confirmStored, ProveShare proveShare) : ComponentBase
{
    private Refusal? _refusal;
    private bool _asksLost;
    private bool _foundAgain;

    [Parameter, EditorRequired]
    public required Ceremony Ceremony { get; set; }

    /// <summary>The recipient, who is the signed-in person.</summary>
    [Parameter, EditorRequired]
    public required Participant Me { get; set; }

    private string AfterProof => (Ceremony.IsOpen, Ceremony.Kind) switch
    {
        (true, _) when Ceremony.SwitchesWhenProved => "Nothing more is asked of you. Your earlier share, if you had one, stays valid until the switch.",
        (true, _) => "Nothing more is asked of you until the vault is unsealed.",
        (false, CeremonyKind.Rekey) => "It is in force. Destroy what you kept of an earlier one.",
        (false, _) => "It is in force.",
    };

    private string Why => Ceremony.IsOpen
        ? $"Type it back from where you stored it. {(Ceremony.SwitchesWhenProved ? "The new shares take over" : "The vault can be unsealed")} when {CeremonyWords.Provers(Ceremony)} done so."
        : "The share is in force already. Typing it back shows that what you stored is right; you can skip it.";

    private string LostMeans => (Ceremony.IsOpen, Ceremony.Kind) switch
    {
        (true, CeremonyKind.Initialise) when Ceremony.SwitchesWhenProved => "The vault opens by itself, so nothing is lost. The organiser sees it, and can cancel and make new recovery shares.",
        (true, CeremonyKind.Rekey) => "The shares of today stay valid, so nothing is lost. The organiser sees it, and can cancel and start again.",
        (true, _) => "The vault is still empty, so nothing is lost. The organiser sees it, and can cancel and start again.",
        _ => $"The set is in force with one share less in safe hands. Ask an administrator to rekey, while {Ceremony.NewScheme?.Threshold} others still have theirs.",
    };

    private async Task StoredAsync() =>
        _refusal = (await confirmStored.StoredAsync(Me.Person, Ceremony.Id, CancellationToken.None)).Refusal;

    private async Task LostAsync()
    {
        _refusal = (await confirmStored.LostAsync(Me.Person, Ceremony.Id, CancellationToken.None)).Refusal;
        _asksLost = _foundAgain = _refusal is not null;
    }

    private async Task<Refusal?> ProveAsync(SealedShare share) =>
        (await proveShare.RunAsync(Me.Person, Ceremony.Id, share, CancellationToken.None)).Refusal;
}
