using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Web.Live;

/// <summary>Ends the connections of people who were removed: a connection outlives the cookie it began with.</summary>
public sealed class RemovedPeopleCheck(
    HubSeats seats, IConsoleStore store, TimeProvider clock, ILogger<RemovedPeopleCheck> log) : BackgroundService
{
    /// <summary>Looks at everybody who is connected, once.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        foreach (PersonId person in seats.People())
        {
            if (await store.FindPersonAsync(person, ct) is not { State: PersonState.Active })
            {
                seats.Drop(person);
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
