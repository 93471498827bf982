using System.Threading.RateLimiting;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>
/// How much one address may ask: everything together, and separately what was refused, so that neither a flood nor a
/// guesser keeps the others waiting.
/// </summary>
internal sealed class ApiLimits(IConfiguration settings) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _all = Limiter(settings, "Api:RequestsPerSecond", 2000, TimeSpan.FromSeconds(1));
    private readonly PartitionedRateLimiter<string> _refused = Limiter(settings, "Api:RefusalsPerMinute", 300, TimeSpan.FromMinutes(1));

    /// <summary>Whether the request may go on.</summary>
    public bool Admit(HttpContext context)
    {
        string address = AddressOf(context);
        using RateLimitLease any = _all.AttemptAcquire(address);
        using RateLimitLease mayFail = _refused.AttemptAcquire(address, permitCount: 0); // Looks, takes nothing.
        return any.IsAcquired && mayFail.IsAcquired;
    }

    /// <summary>Counts a refusal.</summary>
    public void Note(HttpContext context, int status)
    {
        if (status is StatusCodes.Status403Forbidden)
        {
            _refused.AttemptAcquire(AddressOf(context)).Dispose();
        }
    }

    public void Dispose()
    {
        _all.Dispose();
        _refused.Dispose();
    }

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    private static PartitionedRateLimiter<string> Limiter(IConfiguration settings, string name, int usual, TimeSpan window) => PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = settings.GetValue(name, usual), Window = window }));
}
