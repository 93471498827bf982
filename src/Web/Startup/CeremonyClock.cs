using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Unseal;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>
/// Ends ceremonies and proposals whose time is over, sees to it that a sealed vault can be unsealed, and rotates the key when it is time.
/// </summary>
internal sealed class CeremonyClock(
    EndCeremony end, DecideProposals proposals, KeepUnsealOpen keepUnsealOpen, RotateKeyring rotate, TimeProvider time, ILogger<CeremonyClock> log) : BackgroundService
{
    internal static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                await end.ExpireAsync(stoppingToken);
                await proposals.ExpireAsync(stoppingToken);
                await keepUnsealOpen.RunAsync(stoppingToken);
                await rotate.IfDueAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) // The next beat tries again; a full disk now must not stop the clock for good.
            {
                log.LogError(e, "A beat of the ceremonies' clock failed; the next one tries again.");
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
