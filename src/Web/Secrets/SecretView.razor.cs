using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace KeyCeremonyConsole.Web.Secrets;

/// <summary>
/// One secret: read once, when somebody's click puts this on the page, and handed to the browser as bytes. The names
/// and values are never on the server as strings, nor in the markup.
/// </summary>
public sealed partial class SecretView(IJSRuntime js, SecretStore secrets, AuthenticationStateProvider signedIn)
    : ComponentBase, IAsyncDisposable
{
    private ElementReference _place;
    private ElementReference _title;
    private IJSObjectReference? _script;
    private Refusal? _refusal;
    private bool _shown;

    [Parameter, EditorRequired]
    public required string Path { get; set; }

    [Parameter]
    public EventCallback OnChange { get; set; }

    [Parameter]
    public EventCallback OnDelete { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            await _script.DisposeQuietlyAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        await _title.FocusAsync(preventScroll: true);
        _script = await js.InvokeAsync<IJSObjectReference>("import", $"./{Assets["Secrets/SecretView.razor.js"]}");
        Outcome<SecretBytes> outcome = await secrets.ReadAsync(await signedIn.PersonIdAsync(), Path, CancellationToken.None);
        if (outcome.TryGet(out SecretBytes? value, out _refusal))
        {
            await value.LendAsync(bytes => _script.InvokeVoidAsync("show", _place, bytes));
            _shown = true;
        }

        StateHasChanged();
    }
}
