using KeyCeremonyConsole.Ceremonies.Access;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>Removes tokens whose time is over. They are refused without it; this keeps them from gathering.</summary>
internal sealed class TokenClock(KeepTokens tokens, TimeProvider time, ILogger<TokenClock> log) : Clock(TimeSpan.FromMinutes(10), time, log)
{
    protected override Task BeatAsync(CancellationToken stoppingToken) => tokens.SweepAsync(stoppingToken);
}
