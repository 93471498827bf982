using System.Security.Cryptography;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.RootToken;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace KeyCeremonyConsole.Web.RootToken;

/// <summary>Starts a ceremony for a root token, and shows its one-time password, if it has one, once.</summary>
public sealed partial class StartRoot(
    IJSRuntime js, StartGenerateRoot start, StepUp stepUp, AuthenticationStateProvider authentication, NavigationManager navigation) : ComponentBase, IAsyncDisposable
{
    private static readonly Refusal NotShown = Refusal.Conflict(
        "not-shown", "Your browser could not show the password, and it is gone now. Cancel the ceremony, and start it again.");

    private ElementReference _place;
    private IJSObjectReference? _script;
    private TaskCompletionSource? _placed;
    private Refusal? _refusal;
    private CeremonyId? _started;
    private bool _busy;
    private bool _onScreen;

    [Parameter, EditorRequired]
    public required RootOrder Order { get; set; }

    [Parameter]
    public EventCallback Back { get; set; }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_script is not null)
            {
                await _script.InvokeVoidAsync("wipe");
                await _script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the password with it.
        }
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (_onScreen)
        {
            _placed?.TrySetResult();
        }
    }

    private async Task StartAsync()
    {
        if (_busy)
        {
            return; // A double click starts once.
        }

        _busy = true;
        try
        {
            // Fetched before the start: what fails here costs nothing.
            _script ??= await js.InvokeAsync<IJSObjectReference>("import", $"./{Assets["RootToken/StartRoot.razor.js"]}");
            Outcome<StartedRoot> outcome = await stepUp.RunAsync(
                async () => await start.RunAsync(await authentication.PersonIdAsync(), Order, CancellationToken.None));
            if (outcome.TryGet(out StartedRoot? started, out _refusal))
            {
                _started = started.Ceremony.Id;
                await (started.Password is { } password ? ShowAsync(password) : GoOnAsync());
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task ShowAsync(SecretBytes password)
    {
        byte[] text = password.Borrow().ToArray();
        try
        {
            password.Dispose();
            _placed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _onScreen = true;
            StateHasChanged();
            await _placed.Task;
            await _script!.InvokeVoidAsync("show", _place, text);
        }
        catch (JSException)
        {
            _refusal = NotShown;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private async Task GoOnAsync()
    {
        if (_started is { } id)
        {
            await _script!.InvokeVoidAsync("wipe");
            navigation.NavigateTo($"/ceremonies/{id}");
        }
    }

    private async Task HoldBackAsync(LocationChangingContext leaving)
    {
        if (!await _script!.InvokeAsync<bool>("mayLeave"))
        {
            leaving.PreventNavigation();
        }
    }
}
