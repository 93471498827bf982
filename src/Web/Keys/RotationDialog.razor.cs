using System.Globalization;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Engine.Sealing;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>Asks when the key should rotate by itself. The bounds are the trip's to keep; here is only what is no number.</summary>
public sealed partial class RotationDialog : ComponentBase
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, BackdropClick = false };

    private bool _wasOpen;
    private bool _busy;
    private bool _enabled;
    private string _count = "";
    private string _days = "";
    private string? _problem;

    [Parameter, EditorRequired]
    public required bool Open { get; set; }

    [Parameter]
    public EventCallback<bool> OpenChanged { get; set; }

    [Parameter, EditorRequired]
    public required KeyHistory History { get; set; }

    /// <summary>Sets it.</summary>
    [Parameter, EditorRequired]
    public required Func<RotationConfig, Task<Outcome<RotationConfig>>> Save { get; set; }

    protected override void OnParametersSet()
    {
        // What stands there is taken once: what somebody types must not be lost when the page moves.
        if (Open && !_wasOpen)
        {
            RotationConfig now = History.Rotation;
            (_enabled, _count, _problem) = (now.Enabled, KeyUse.Exact(now.MaxOperations), null);
            _days = now.Interval == TimeSpan.Zero ? "" : Number(now.Interval.TotalDays);
        }

        _wasOpen = Open;
    }

    private async Task SaveAsync()
    {
        if (_busy || Read() is not { } config)
        {
            return;
        }

        _busy = true;
        try
        {
            (await Save(config)).TryGet(out _, out Refusal? refusal);
            _problem = refusal?.Message;
        }
        finally
        {
            _busy = false;
        }

        if (_problem is null)
        {
            await CloseAsync();
        }
    }

    private RotationConfig? Read()
    {
        double days = 0;
        bool good = long.TryParse(_count, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out long count)
            & (string.IsNullOrWhiteSpace(_days) || double.TryParse(_days, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out days));
        _problem = !good ? "Write whole numbers of encryptions, and days as in \"30\" or \"1.5\"."
            : days > RotationLimits.LongestInterval.TotalDays ? "That is more than 292 years. Leave the days empty for no interval."
            : null;
        return _problem is null ? new RotationConfig(_enabled, count, TimeSpan.FromDays(days)) : null;
    }

    private Task CloseAsync() => OpenChanged.InvokeAsync(false);

    private static string Number(double days) => days.ToString("0.####", CultureInfo.InvariantCulture);
}
