using System.Globalization;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace KeyCeremonyConsole.Web.Devices;

/// <summary>Offers to make this browser one of the person's devices; shows nothing when it is one already.</summary>
public sealed partial class DeviceOffer(IJSRuntime js, IConsoleStore store, EnrolDevice enrolDevice, StepUp stepUp) : ComponentBase, IAsyncDisposable
{
    private static readonly Refusal NotHere = Refusal.Invalid(
        "device-not-possible", "This browser cannot keep such a key. Open the console by its https address, not in a private window, in a browser of these years.");

    private static int _made;

    private readonly string _id = $"device-offer-{Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture)}";
    private ThisBrowser? _browser;
    private Refusal? _refusal;
    private string _name = "";
    private bool _offered;
    private bool _busy;

    /// <summary>The signed-in person.</summary>
    [Parameter, EditorRequired]
    public required PersonId Me { get; set; }

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>Offered only to whoever has no device yet; else also to add another.</summary>
    [Parameter]
    public bool OnlyTheFirst { get; set; }

    /// <summary>The device is on the list now.</summary>
    [Parameter]
    public EventCallback<Device> Enrolled { get; set; }

    public ValueTask DisposeAsync() => _browser?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        IReadOnlyList<Device> known = await store.ListDevicesAsync(Me, CancellationToken.None);
        if (OnlyTheFirst && known.Count > 0)
        {
            return;
        }

        _browser = new ThisBrowser(js, Assets["devices.js"]);
        if (await _browser.FindAsync(known) is null)
        {
            _name = await _browser.SuggestNameAsync();
            _offered = true;
            StateHasChanged();
        }
    }

    private async Task EnrolAsync()
    {
        if (_busy)
        {
            return; // A double click.
        }

        _busy = true;
        try
        {
            if (!await stepUp.EnsureAsync("device.enrol"))
            {
                return;
            }

            byte[] key = await _browser!.EnrolAsync();
            Outcome<Device> outcome = await enrolDevice.RunAsync(Me, _name, key, CancellationToken.None);
            if (outcome.TryGet(out Device? device, out _refusal))
            {
                _offered = false;
                await Enrolled.InvokeAsync(device);
            }
            else
            {
                await _browser.ForgetAsync(Convert.ToHexStringLower(key));
            }
        }
        catch (JSException)
        {
            _refusal = NotHere;
        }
        finally
        {
            _busy = false;
        }
    }
}
