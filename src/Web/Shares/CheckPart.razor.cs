using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Shares;

/// <summary>A holder has their share looked at, on any day.</summary>
public sealed partial class CheckPart(CheckShare checkShare, AuthenticationStateProvider authentication) : ComponentBase
{
    private ShareProof? _proof;
    private bool _open;

    private async Task<Refusal?> CheckAsync(SecretBytes share)
    {
        Outcome<ShareProof> outcome = await checkShare.RunAsync(await authentication.PersonIdAsync(), share, CancellationToken.None);
        if (outcome.TryGet(out ShareProof? proof, out Refusal? refusal))
        {
            _proof = proof;
            StateHasChanged();
        }

        return refusal;
    }

    private void Again() => (_proof, _open) = (null, true);
}
