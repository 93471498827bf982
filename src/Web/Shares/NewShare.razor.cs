using System.Security.Cryptography;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace KeyCeremonyConsole.Web.Shares;

/// <summary>The gate before a new share, and the share itself, once.</summary>
public sealed partial class NewShare(
    IJSRuntime js, RevealShare revealShare, ConfirmStored confirmStored, StepUp stepUp, SealEngine engine, NavigationManager navigation) : ComponentBase, IAsyncDisposable
{
    private static readonly Refusal NotShown = Refusal.Conflict(
        "not-shown", "Your browser could not show the share, and it is gone now. Nothing in force has changed: confirm, then say that you have lost it, and the organiser can start again.");

    private static readonly Refusal Outdated = Refusal.Conflict(
        "delivery-outdated", "These shares have been replaced since; yours would open nothing. You need not collect it.");

    private ElementReference _place;
    private IJSObjectReference? _script;
    private TaskCompletionSource? _placed;
    private ShareCardFacts? _facts;
    private Refusal? _refusal;
    private bool _alone;
    private bool _ready;
    private bool _busy;
    private bool _onScreen;

    [Parameter, EditorRequired]
    public required Ceremony Ceremony { get; set; }

    /// <summary>The recipient, who is the signed-in person.</summary>
    [Parameter, EditorRequired]
    public required Participant Me { get; set; }

    /// <summary>What follows once the share was shown and has left the screen.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private bool MayReveal => _alone && _ready && !_busy;

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
            // The page is gone, and the share with it.
        }
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (_onScreen)
        {
            _placed?.TrySetResult();
        }
    }

    private Task RevealAsync() => MayReveal ? OnceAsync(async () =>
    {
        if (!await stepUp.EnsureAsync())
        {
            return;
        }

        // Fetched before the reveal: what fails here costs nothing.
        _script ??= await js.InvokeAsync<IJSObjectReference>("import", $"./{Assets["Shares/NewShare.razor.js"]}");
        _facts = ShareCardFacts.Of(Ceremony, Me, await engine.ReadStatusAsync(CancellationToken.None), new Uri(navigation.BaseUri));
        if (_facts is null)
        {
            _refusal = Outdated;
            return;
        }

        await PlaceAsync();
        Outcome<SecretBytes> outcome = await revealShare.RunAsync(Me.Person, Ceremony.Id, CancellationToken.None);
        if (outcome.TryGet(out SecretBytes? share, out _refusal))
        {
            await ShowAsync(share);
        }
        else
        {
            _onScreen = false;
        }
    }) : Task.CompletedTask;

    // The place stands before the trip runs: its announcement re-renders everything around us.
    private async Task PlaceAsync()
    {
        _placed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _onScreen = true;
        StateHasChanged();
        await _placed.Task;
    }

    private async Task ShowAsync(SecretBytes share)
    {
        byte[] text = new byte[(share.Length + 2) / 3 * 4];
        try
        {
            using (share)
            {
                ShareText.EncodeBase64(share, text);
            }

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

    private Task StoredAsync() => OnceAsync(async () =>
    {
        _refusal = (await confirmStored.StoredAsync(Me.Person, Ceremony.Id, CancellationToken.None)).Refusal;
        if (_refusal is null)
        {
            await _script!.InvokeVoidAsync("wipe");
            _onScreen = false;
        }
    });

    // A double click acts once.
    private async Task OnceAsync(Func<Task> act)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            await act();
        }
        finally
        {
            _busy = false;
        }
    }

    // The script holds back a reload or a closed tab; this, a link within the console.
    private async Task HoldBackAsync(LocationChangingContext leaving)
    {
        if (!await _script!.InvokeAsync<bool>("mayLeave"))
        {
            leaving.PreventNavigation();
        }
    }
}
