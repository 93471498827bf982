using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;

namespace KeyCeremonyConsole.Web.Devices;

/// <summary>Offers to make one of the person's passkeys a device; shows nothing to whoever has none that is not one already.</summary>
public sealed partial class PasskeyOffer(
    IJSRuntime js, IConsoleStore store, EnrolDevice enrolDevice, StepUp stepUp, IOptions<IdentityPasskeyOptions> settings) : ComponentBase, IAsyncDisposable
{
    private IReadOnlyList<Passkey> _passkeys = [];
    private ThisBrowser? _browser;
    private Refusal? _refusal;
    private bool _busy;

    /// <summary>The signed-in person.</summary>
    [Parameter, EditorRequired]
    public required PersonId Me { get; set; }

    /// <summary>Their devices.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<Device> Devices { get; set; }

    /// <summary>The passkey is on the list now.</summary>
    [Parameter]
    public EventCallback<Device> Enrolled { get; set; }

    public ValueTask DisposeAsync() => _browser?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task OnParametersSetAsync() => _passkeys =
        [.. (await store.FindWaysInAsync(Me, CancellationToken.None))?.Passkeys.Where(p => !Devices.Any(d => d.Id.IsOf(p.Id))) ?? []];

    private async Task EnrolAsync()
    {
        if (_busy)
        {
            return; // A double click.
        }

        _busy = true;
        try
        {
            if (await stepUp.EnsureAsync("device.enrol"))
            {
                _browser ??= new ThisBrowser(js, Assets["devices.js"]);
                PasskeyAnswer answer = await _browser.UsePasskeyAsync(_passkeys, settings.Value.ServerDomain);
                await _browser.LetGoAsync();
                _refusal = answer.Refusal;
                await KeepAsync(answer);
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task KeepAsync(PasskeyAnswer answer)
    {
        if (answer is { Key: { } key, Passkey: { } passkey }
            && (await enrolDevice.OfPasskeyAsync(Me, passkey, Convert.FromHexString(key), CancellationToken.None)).TryGet(out Device? device, out _refusal))
        {
            await Enrolled.InvokeAsync(device);
        }
    }
}
