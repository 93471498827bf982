using System.Threading.RateLimiting;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>How often one address may try to come in. It stops a machine, not a room full of people behind one address.</summary>
public static class SignInLimits
{
    /// <summary>For the pages that take a password or a code.</summary>
    public const string Policy = "sign-in";

    internal const int TriesPerMinute = 30;

    internal static IServiceCollection AddSignInLimits(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (context, _) =>
        {
            // The page that says so is reached by GET: as a POST it would want a form's token and answer 400.
            context.HttpContext.Request.Method = HttpMethods.Get;
            context.HttpContext.Response.Headers.RetryAfter = "60";
            return ValueTask.CompletedTask;
        };
        options.AddPolicy(Policy, context => HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
                _ => new FixedWindowRateLimiterOptions { PermitLimit = TriesPerMinute, Window = TimeSpan.FromMinutes(1) })
            : RateLimitPartition.GetNoLimiter("reading"));
    });
}
