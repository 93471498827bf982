using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Web.Live;

/// <summary>Ends the connections of people who were removed or signed out: a connection outlives the cookie it began with.</summary>
public sealed class RemovedPeopleCheck(
    HubSeats seats, IConsoleStore store, TimeProvider clock, ILogger<RemovedPeopleCheck> log) : BackgroundService
{
    /// <summary>Looks at every connection, once.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        foreach (Seat seat in seats.All())
        {
            if (!await seat.IsGoodAsync(store, ct))
            {
                seat.Drop();
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(HubLimits.PeopleCheck, clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "It could not be checked whether the hub's clients may still watch. The next check follows.");
            }
        }
    }
}
