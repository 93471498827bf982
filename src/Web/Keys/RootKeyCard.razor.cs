using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.RootKey;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>An administrator replaces the root key, without anybody's share.</summary>
public sealed partial class RootKeyCard(RotateRootKey rotate, StepUp stepUp, AuthenticationStateProvider authentication) : ComponentBase
{
    private string _reason = "";
    private bool _asking;
    private bool _busy;
    private bool _done;
    private Refusal? _refusal;

    [Parameter, EditorRequired]
    public required VaultView Vault { get; set; }

    private void Ask() => (_asking, _done, _refusal, _reason) = (true, false, null, "");

    private async Task RotateAsync()
    {
        if (_busy)
        {
            return; // The second of two clicks.
        }

        _busy = true;
        try
        {
            _refusal = (await stepUp.RunAsync(async () => await rotate.RunAsync(await authentication.PersonIdAsync(), _reason, CancellationToken.None))).Refusal;
            (_done, _asking) = (_refusal is null, _refusal is not null);
        }
        finally
        {
            _busy = false;
        }
    }
}
