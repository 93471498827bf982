using System.Globalization;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Audit;

/// <summary>Recomputes the chain when asked, and says what that proves and what it does not.</summary>
public sealed partial class VerifyChain(TimeProvider clock) : ComponentBase, IDisposable
{
    private CancellationTokenSource? _stop;
    private ChainCheck? _check;
    private Refusal? _refusal;
    private DateTimeOffset _at;

    [Parameter, EditorRequired]
    public required Func<CancellationToken, Task<Outcome<ChainCheck>>> Verify { get; set; }

    private string? Said => this switch
    {
        { _stop: not null } => "Verifying the chain.",
        { _check: { FirstBroken: null, Entries: long entries } } => string.Create(
            CultureInfo.InvariantCulture, $"{Entries(entries)} checked: every hash follows from the one before."),
        { _check.FirstBroken: long broken } => string.Create(
            CultureInfo.InvariantCulture, $"The chain is broken at entry {broken}. {Before(broken)}"),
        _ => null,
    };

    // The broken entry with its neighbours.
    private string Place => string.Create(CultureInfo.InvariantCulture, $"/audit?before={(_check?.FirstBroken ?? 0) + 6}");

    /// <summary>Leaving the page stops a check that is running.</summary>
    public void Dispose() => _stop?.Cancel();

    private static string Entries(long entries) =>
        entries == 1 ? "1 entry" : string.Create(CultureInfo.InvariantCulture, $"{entries:N0} entries");

    private static string Before(long broken) =>
        broken == 1 ? "It is the first one." : $"{Entries(broken - 1)} before it {(broken == 2 ? "is" : "are")} as written.";

    private async Task CheckAsync()
    {
        if (_stop is not null)
        {
            return;
        }

        using CancellationTokenSource stop = new();
        (_stop, _check, _refusal) = (stop, null, null);
        try
        {
            (await Verify(stop.Token)).TryGet(out _check, out _refusal);
            _at = clock.GetUtcNow();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped, or nobody is looking any more: there is no result to show.
        }
        finally
        {
            _stop = null;
        }
    }

    private void Stop() => _stop?.Cancel();
}
