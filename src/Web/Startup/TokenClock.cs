using KeyCeremonyConsole.Ceremonies.Access;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>Removes tokens whose time is over. They are refused without it; this keeps them from gathering.</summary>
internal sealed class TokenClock(KeepTokens tokens, TimeProvider time, ILogger<TokenClock> log) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The console stops.
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await tokens.SweepAsync(stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException) // The next beat tries again.
        {
            log.LogError(e, "Expired tokens could not be removed; the next beat tries again.");
        }
    }
}
