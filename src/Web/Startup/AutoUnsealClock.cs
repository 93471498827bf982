using KeyCeremonyConsole.Ceremonies.Unseal;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>Lets the seal provider open the vault, from the start on and whenever it is due.</summary>
internal sealed class AutoUnsealClock(AutoUnseal autoUnseal, TimeProvider time, ILogger<AutoUnsealClock> log) : BackgroundService
{
    internal static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            do
            {
                await BeatAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The console stops.
        }
    }

    private async Task BeatAsync(CancellationToken stoppingToken)
    {
        try
        {
            await autoUnseal.BeatAsync(stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException) // The next beat tries again.
        {
            log.LogError(e, "Asking the seal provider failed; the next beat asks again.");
        }
    }
}
