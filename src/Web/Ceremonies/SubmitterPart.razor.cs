using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>A current holder reads what is asked, compares the fingerprint, submits or declines.</summary>
public sealed partial class SubmitterPart(SubmitShare submitShare, TakePart takePart, StepUp stepUp) : ComponentBase
{
    private Refusal? _refusal;
    private bool _open;
    private int _asked;

    [Parameter, EditorRequired]
    public required CeremonyView View { get; set; }

    /// <summary>The submitter, who is the signed-in person.</summary>
    [Parameter, EditorRequired]
    public required Participant Me { get; set; }

    [Parameter]
    public bool VaultSealed { get; set; }

    [Parameter]
    public string? UnsealHref { get; set; }

    private Ceremony C => View.Ceremony;

    private string Asks => C.StartedBy is null ? "The vault is sealed and needs your share"
        : C.StartedBy == Me.Person ? "Your own share is needed"
        : $"{C.StartedByName} asks for your share";

    private string TheirScreen => C.StartedBy is null || C.StartedBy == Me.Person ? "the other holders' screens" : $"{C.StartedByName}'s screen";

    private string Hint => Me.ShareNumber == 0
        ? "The vault was made by another server, so nobody here knows who holds which share. Whether yours is right shows when enough are in. Paste or type it, in groups or in base64; spaces and dashes do not matter."
        : $"{(IsRecovery ? "Recovery share" : "Share")} {Me.ShareNumber} of {C.CurrentScheme!.Shares}. Paste or type it, in groups or in base64; spaces and dashes do not matter.";

    // In a migration the shares of today are the other kind than those of tomorrow.
    private bool IsRecovery => C.Target is ShareTarget.Recovery != C.Kind is CeremonyKind.Migrate;

    private string AfterSubmitting => (C.Required - C.Received, C.Kind) switch
    {
        (1, _) => "One more is needed. You can close this page.",
        (int missing, _) => $"{missing} more are needed. You can close this page.",
    };

    /// <summary>Whether a share that is given now could not be used: all but an unseal needs an open vault.</summary>
    public static bool MustWait(Ceremony ceremony, bool vaultSealed) => vaultSealed && ceremony.Kind is not CeremonyKind.Unseal;

    protected override async Task OnInitializedAsync() => _open = await stepUp.IsProvedAsync("share.submit");

    // Asked for before the field opens: a share must not wait in it while its holder looks for a key.
    private async Task OpenAsync() => _open = await EnsureAsync();

    private Task<bool> EnsureAsync() => stepUp.EnsureAsync("share.submit");

    private async Task CompareAndOpenAsync()
    {
        await OpenAsync();
        if (_open)
        {
            await CompareAsync();
        }

        _asked++; // A new box: when they did not prove it, the tick in the old one would stay.
    }

    private async Task CompareAsync() =>
        _refusal = (await takePart.ReadAsync(Me.Person, C.Id, Part.Submitter, View.Fingerprint.Full, CancellationToken.None)).Refusal;

    private async Task<Refusal?> SubmitAsync(SealedShare share) =>
        (await submitShare.RunAsync(Me.Person, C.Id, View.Fingerprint.Full, share, CancellationToken.None)).Refusal;

    private async Task<Refusal?> DeclineAsync(string reason) =>
        (await takePart.DeclineAsync(Me.Person, C.Id, reason, CancellationToken.None)).Refusal;
}
