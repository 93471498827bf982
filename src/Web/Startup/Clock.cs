namespace KeyCeremonyConsole.Web.Startup;

/// <summary>
/// Does something again and again until the console stops. A beat that fails is written down and the next one tries again:
/// a full disk now must not stop it for good, nor must something that gave up waiting.
/// </summary>
/// <param name="beat">How often; the first time after that.</param>
/// <param name="time">Whose time.</param>
/// <param name="log">Where a failure is written down.</param>
internal abstract class Clock(TimeSpan beat, TimeProvider time, ILogger log) : BackgroundService
{
    protected abstract Task BeatAsync(CancellationToken stoppingToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(beat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The console stops.
        }
    }

    /// <summary>One beat.</summary>
    protected async Task TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            await BeatAsync(stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            log.LogError(e, "A beat of {Clock} failed; the next one tries again.", GetType().Name);
        }
    }
}
