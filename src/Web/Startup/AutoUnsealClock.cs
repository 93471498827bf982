using KeyCeremonyConsole.Ceremonies.Unseal;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>Lets the seal provider open the vault, from the start on and whenever it is due.</summary>
internal sealed class AutoUnsealClock(AutoUnseal autoUnseal, TimeProvider time, ILogger<AutoUnsealClock> log) : Clock(Beat, time, log)
{
    internal static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TryAsync(stoppingToken);
        await base.ExecuteAsync(stoppingToken);
    }

    protected override Task BeatAsync(CancellationToken stoppingToken) => autoUnseal.BeatAsync(stoppingToken);
}
