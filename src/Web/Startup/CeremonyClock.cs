using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Unseal;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>
/// Ends ceremonies and proposals whose time is over, sees to it that a sealed vault can be unsealed, and rotates the key when it is time.
/// </summary>
internal sealed class CeremonyClock(
    EndCeremony end, DecideProposals proposals, KeepUnsealOpen keepUnsealOpen, RotateKeyring rotate, TimeProvider time, ILogger<CeremonyClock> log) : Clock(Beat, time, log)
{
    internal static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    protected override async Task BeatAsync(CancellationToken stoppingToken)
    {
        await end.ExpireAsync(stoppingToken);
        await proposals.ExpireAsync(stoppingToken);
        await keepUnsealOpen.RunAsync(stoppingToken);
        await rotate.IfDueAsync(stoppingToken);
    }
}
