using KeyCeremonyConsole.Ceremonies;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>How pages act: when the door asks for fresh proof, the person is asked for it, and what they wanted is done then.</summary>
public sealed class StepUp(IFreshProof proof, AuthenticationStateProvider session, IDialogService dialogs)
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    /// <summary>Does it. What was typed stays on the page while the person is asked; when they do not prove it, nothing is done.</summary>
    public async Task<Outcome<T>> RunAsync<T>(Func<Task<Outcome<T>>> act)
    {
        Outcome<T> outcome = await act();
        return outcome.Refusal is { Code: FreshProof.Needed } refusal && await AskAsync(refusal.Act ?? "") ? await act() : outcome;
    }

    /// <summary>Sees to it that there is a proof, before a share leaves its field or appears on the screen.</summary>
    /// <param name="act">What for, see <see cref="FreshProof.Acts"/>.</param>
    /// <returns>Whether there is one now.</returns>
    public async Task<bool> EnsureAsync(string act) => await IsProvedAsync(act) || await AskAsync(act);

    /// <summary>Whether there is one, without asking.</summary>
    public async Task<bool> IsProvedAsync(string act) => await proof.IsGivenAsync(await session.PersonIdAsync(), act);

    private async Task<bool> AskAsync(string act)
    {
        var parameters = new DialogParameters<ProofDialog> { { dialog => dialog.Act, act } };
        IDialogReference dialog = await dialogs.ShowAsync<ProofDialog>("Is it you?", parameters, Options);
        return await dialog.Result is { Canceled: false };
    }
}
