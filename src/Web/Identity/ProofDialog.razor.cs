using System.Security.Claims;
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
    private string? _session;
    private WaysIn? _ways;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    public void Dispose() => proofs.Given -= Close;

    protected override async Task OnInitializedAsync()
    {
        ClaimsPrincipal user = (await session.GetAuthenticationStateAsync()).User;
        _session = user.SessionId();
        proofs.Given += Close;
        _ways = await store.FindWaysInAsync(user.Id(), CancellationToken.None);
    }

    private void Close(string given)
    {
        if (given == _session)
        {
            _ = InvokeAsync(() => Dialog.Close(DialogResult.Ok(true)));
        }
    }
}
