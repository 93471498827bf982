using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Devices;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;

namespace KeyCeremonyConsole.Web.Shares;

/// <summary>The gate before a new share, and the share itself, once.</summary>
public sealed partial class NewShare(
    IJSRuntime js,
    IConsoleStore store,
    RevealShare revealShare,
    ConfirmStored confirmStored,
    StepUp stepUp,
    SealEngine engine,
    IOptions<IdentityPasskeyOptions> settings,
    NavigationManager navigation) : ComponentBase, IAsyncDisposable
{
    private static readonly Refusal NotHere = Refusal.Conflict(
        "not-this-device", "Neither this browser nor a passkey of yours that is here can open the share, and nothing was revealed. Use the device that you chose. If you no longer have it, say so below: while nobody has seen a new share, the organiser can have all of them made again, for the devices that you have by then.");

    private static readonly Refusal OtherPasskey = Refusal.Conflict(
        "other-passkey", "That passkey is not the one that your share was sealed to, so nothing was revealed. Try again with the other one.");

    private static readonly Refusal NotShown = Refusal.Conflict(
        "not-shown", "Your browser could not show the share, and it is gone now. Nothing in force has changed: confirm, then say that you have lost it, and the organiser can start again.");

    private static readonly Refusal Outdated = Refusal.Conflict(
        "delivery-outdated", "These shares have been replaced since; yours would open nothing. You need not collect it.");

    private ElementReference _place;
    private IJSObjectReference? _script;
    private ThisBrowser? _browser;
    private TaskCompletionSource? _placed;
    private ShareCardFacts? _facts;
    private Refusal? _refusal;
    private bool _alone;
    private bool _ready;
    private bool _busy;
    private bool _onScreen;
    private bool _notHere;

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
            if (_browser is not null)
            {
                await _browser.DisposeAsync();
            }

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
        if (!await stepUp.EnsureAsync("share.reveal"))
        {
            return;
        }

        // Fetched, and tried, before the reveal: what fails here costs nothing.
        _script ??= await js.InvokeAsync<IJSObjectReference>("import", $"./{Assets["Shares/NewShare.razor.js"]}");
        _browser ??= new ThisBrowser(js, Assets["devices.js"]);
        _facts = ShareCardFacts.Of(Ceremony, Me, await engine.ReadStatusAsync(CancellationToken.None), new Uri(navigation.BaseUri));
        if (_facts is null)
        {
            _refusal = Outdated;
            return;
        }

        if (await FindDeviceAsync(_browser) is not { } device)
        {
            return;
        }

        await PlaceAsync();
        Outcome<SealedDelivery> outcome = await revealShare.RunAsync(Me.Person, Ceremony.Id, device.Id, CancellationToken.None);
        if (outcome.TryGet(out SealedDelivery? delivery, out _refusal))
        {
            await ShowAsync(delivery, device);
        }
        else
        {
            (_onScreen, _notHere) = (false, _refusal.Code == "not-this-device");
            await _browser.LetGoAsync();
        }
    }) : Task.CompletedTask;

    // This browser if the share was sealed to it, else the passkey that it was sealed to.
    private async Task<Device?> FindDeviceAsync(ThisBrowser browser)
    {
        IReadOnlyList<Device> all = await store.ListDevicesAsync(Me.Person, CancellationToken.None);
        Device? here = await browser.FindAsync(all);
        Device[] keys = [.. all.Where(d => d.IsPasskey && d.ReceivesIn(Ceremony))];
        Passkey[] passkeys = here?.ReceivesIn(Ceremony) is true || keys.Length == 0 ? []
            : [.. (await store.FindWaysInAsync(Me.Person, CancellationToken.None))?.Passkeys.Where(p => keys.Any(d => d.Id.IsOf(p.Id))) ?? []];
        if (passkeys.Length == 0)
        {
            (_refusal, _notHere) = here is null ? (NotHere, true) : (null, false);
            return here;
        }

        PasskeyAnswer answer = await browser.UsePasskeyAsync(passkeys, settings.Value.ServerDomain);
        Device? made = Array.Find(keys, d => d.PublicKey == answer.Key);
        (_refusal, _notHere) = made is null ? (answer.Refusal ?? OtherPasskey, true) : (null, false);
        if (made is null)
        {
            await browser.LetGoAsync();
        }

        return made;
    }

    // The place stands before the trip runs: its announcement re-renders everything around us.
    private async Task PlaceAsync()
    {
        _placed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _onScreen = true;
        StateHasChanged();
        await _placed.Task;
    }

    // Opened in the browser only.
    private async Task ShowAsync(SealedDelivery delivery, Device device)
    {
        try
        {
            await _script!.InvokeVoidAsync("reveal", _place, device.PublicKey, delivery.Context.Text, delivery.Envelope);
        }
        catch (JSException)
        {
            _refusal = NotShown;
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

    private Task LostAsync() => OnceAsync(async () =>
        _refusal = (await confirmStored.LostAsync(Me.Person, Ceremony.Id, CancellationToken.None)).Refusal);

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
