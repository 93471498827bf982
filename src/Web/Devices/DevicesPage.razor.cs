using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace KeyCeremonyConsole.Web.Devices;

/// <summary>The signed-in person's devices: add this one, remove any.</summary>
public sealed partial class DevicesPage(
    IJSRuntime js, IConsoleStore store, RemoveDevice removeDevice, AuthenticationStateProvider authentication, StepUp stepUp) : ComponentBase, IAsyncDisposable
{
    private PersonId _me;
    private ThisBrowser? _browser;
    private IReadOnlyList<Device>? _devices;
    private Device? _here;
    private DeviceId? _leaving;
    private Refusal? _refusal;

    private string Offer => _devices?.Count > 0
        ? "With a second device you do not depend on the first. A ceremony that is open already sends it nothing until an administrator accepts it."
        : "It will receive the shares that are made for you from now on.";

    public ValueTask DisposeAsync() => _browser?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task OnInitializedAsync()
    {
        _me = await authentication.PersonIdAsync();
        _devices = await store.ListDevicesAsync(_me, CancellationToken.None);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_devices is not null && _browser is null)
        {
            _browser = new ThisBrowser(js, Assets["devices.js"]);
            await LookAsync();
            StateHasChanged();
        }
    }

    private async Task LookAsync()
    {
        _devices = await store.ListDevicesAsync(_me, CancellationToken.None);
        _here = await _browser!.FindAsync(_devices);
    }

    private async Task RemoveAsync(Device device)
    {
        _refusal = (await stepUp.RunAsync(() => removeDevice.RunAsync(_me, device.Id, CancellationToken.None))).Refusal;
        if (_refusal is null)
        {
            await _browser!.ForgetAsync(device.PublicKey);
        }

        _leaving = null;
        await LookAsync();
    }
}
