using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// Asks for a fresh proof over the page that needs it. The proof itself goes by an ordinary request, which the cookie
/// comes with; the dialog closes when the server has it.
/// </summary>
public sealed partial class ProofDialog(
    Proofs proofs, IConsoleStore store, SignInMode mode, AuthenticationStateProvider session) : ComponentBase, IDisposable
{
    private ClaimsPrincipal? _user;
    private WaysIn? _ways;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    /// <summary>What the proof is for, see <see cref="FreshProof.Acts"/>.</summary>
    [Parameter, EditorRequired]
    public required string Act { get; set; }

    public void Dispose() => proofs.Given -= Close;

    protected override async Task OnInitializedAsync()
    {
        _user = (await session.GetAuthenticationStateAsync()).User;
        proofs.Given += Close;
        _ways = await store.FindWaysInAsync(_user.Id(), CancellationToken.None);
    }

    private void Close(string given)
    {
        if (given == _user?.SessionId() && proofs.Has(_user, Act))
        {
            _ = InvokeAsync(() => Dialog.Close(DialogResult.Ok(true)));
        }
    }
}
