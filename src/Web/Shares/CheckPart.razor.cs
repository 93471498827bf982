using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Shares;

/// <summary>A holder has their share looked at, on any day.</summary>
public sealed partial class CheckPart(CheckShare checkShare, AuthenticationStateProvider authentication) : ComponentBase
{
    private ShareProof? _proof;
    private bool _open;
    private PersonId _me;

    protected override async Task OnInitializedAsync() => _me = await authentication.PersonIdAsync();

    private async Task<Refusal?> CheckAsync(SealedShare share)
    {
        Outcome<ShareProof> outcome = await checkShare.RunAsync(_me, share, CancellationToken.None);
        if (outcome.TryGet(out ShareProof? proof, out Refusal? refusal))
        {
            _proof = proof;
            StateHasChanged();
        }

        return refusal;
    }

    private void Again() => (_proof, _open) = (null, true);
}
