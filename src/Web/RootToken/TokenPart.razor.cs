using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace KeyCeremonyConsole.Web.RootToken;

/// <summary>Whoever asked for a root token collects it and decodes it in the browser.</summary>
public sealed partial class TokenPart(IJSRuntime js, CollectToken collect, StepUp stepUp) : ComponentBase, IAsyncDisposable
{
    private ElementReference _place;
    private IJSObjectReference? _script;
    private Refusal? _refusal;
    private string? _encoded;
    private bool _gone;

    /// <summary>A completed one.</summary>
    [Parameter, EditorRequired]
    public required Ceremony Ceremony { get; set; }

    /// <summary>Who started it, and is signed in.</summary>
    [Parameter, EditorRequired]
    public required PersonId Me { get; set; }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await (_script?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the token with it.
        }
    }

    protected override async Task OnInitializedAsync() =>
        _gone = !await collect.WaitsAsync(Me, Ceremony.Id, CancellationToken.None);

    private async Task CollectAsync() =>
        (await stepUp.RunAsync(() => collect.RunAsync(Me, Ceremony.Id, CancellationToken.None))).TryGet(out _encoded, out _refusal);

    private async Task DecodeAsync() => await (await ScriptAsync()).InvokeVoidAsync("decode", _place, _encoded);

    private async Task ForgetAsync()
    {
        _refusal = (await collect.ForgetAsync(Me, Ceremony.Id, CancellationToken.None)).Refusal;
        if (_refusal is null)
        {
            if (Ceremony.TokenKey is null)
            {
                await (await ScriptAsync()).InvokeVoidAsync("wipe", _place);
            }

            (_gone, _encoded) = (true, null);
        }
    }

    private async Task<IJSObjectReference> ScriptAsync() =>
        _script ??= await js.InvokeAsync<IJSObjectReference>("import", $"./{Assets["RootToken/TokenPart.razor.js"]}");
}
