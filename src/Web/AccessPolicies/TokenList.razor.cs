using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace KeyCeremonyConsole.Web.AccessPolicies;

/// <summary>All tokens that count, for whoever may see them; one that is no longer trusted is ended here.</summary>
public sealed partial class TokenList(LiveTokens tokens, StepUp stepUp, IDialogService dialogs, AuthenticationStateProvider signedIn) : ComponentBase
{
    private const int Page = 25;

    private IReadOnlyList<LiveToken>? _tokens;
    private Refusal? _refusal;
    private string? _said;
    private int _count = Page;

    /// <summary>What the reader may do.</summary>
    [Parameter, EditorRequired]
    public required Rights Rights { get; set; }

    protected override async Task OnInitializedAsync() => _refusal = await LookAsync();

    private async Task<Refusal?> LookAsync() =>
        (await tokens.ListAsync(await signedIn.PersonIdAsync(), CancellationToken.None)).TryGet(out _tokens, out Refusal? refusal) ? null : refusal;

    private async Task EndAsync(LiveToken token)
    {
        bool sure = await dialogs.ShowMessageBoxAsync(
            "End this token?",
            $"Whoever has {token.Name} ({token.Accessor}) is refused from the next request on, and so are the tokens that were made with it. There is no way back; a new one can be made.",
            yesText: "End the token",
            cancelText: "Keep it") == true;
        if (!sure)
        {
            return;
        }

        Refusal? refusal = (await stepUp.RunAsync(async () => await tokens.EndAsync(await signedIn.PersonIdAsync(), token.Accessor, CancellationToken.None))).Refusal;
        _said = refusal is null ? $"The token {token.Name} has ended." : null;
        _refusal = await LookAsync() ?? refusal;
    }
}
