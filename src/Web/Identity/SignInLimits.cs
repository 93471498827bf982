using System.Threading.RateLimiting;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>How often one address may try to come in. It stops a machine, not a room full of people behind one address.</summary>
public static class SignInLimits
{
    /// <summary>For the pages that take a password or a code.</summary>
    public const string Policy = "sign-in";

    /// <summary>For what a script asks before a try.</summary>
    public const string Questions = "sign-in-questions";

    /// <summary>For pages that are loaded anew at every step of a ceremony, by everybody in a room.</summary>
    public const string Watching = "watching";

    internal const int TriesPerMinute = 30;

    private const int QuestionsPerMinute = 2 * TriesPerMinute;

    private const int LooksPerMinute = 20 * TriesPerMinute;

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
        options.AddPolicy(Policy, context => HttpMethods.IsPost(context.Request.Method) ? Limit(context, TriesPerMinute) : RateLimitPartition.GetNoLimiter("reading"));
        options.AddPolicy(Questions, context => Limit(context, QuestionsPerMinute));
        options.AddPolicy(Watching, context => Limit(context, LooksPerMinute));
    });

    private static RateLimitPartition<string> Limit(HttpContext context, int perMinute) => RateLimitPartition.GetFixedWindowLimiter(
        context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
        _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) });
}
