using Microsoft.AspNetCore.Diagnostics;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>What programs, not people, ask: hubs and circuits.</summary>
internal static class EdgeRules
{
    /// <summary>Leaves their statuses alone. As a page, the 401 of a POST would ask for a form's token and become a 400.</summary>
    public static IApplicationBuilder UsePlainStatusFor(this IApplicationBuilder app, params string[] paths) =>
        app.Use((context, next) =>
        {
            if (context.Features.Get<IStatusCodePagesFeature>() is { } pages && Concerns(context, paths))
            {
                pages.Enabled = false;
            }

            return next(context);
        });

    /// <summary>
    /// Refuses what another site's page sends. Browsers ask nobody before they open a WebSocket to another origin, and
    /// send the cookie along.
    /// </summary>
    public static IApplicationBuilder UseSameOrigin(this IApplicationBuilder app, params string[] paths) =>
        app.Use((context, next) =>
        {
            if (!Concerns(context, paths) || IsOurs(context.Request))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });

    private static bool Concerns(HttpContext context, string[] paths) =>
        Array.Exists(paths, path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether it is where this console was asked. The host alone: behind a proxy that ends TLS the scheme is not ours to know.</summary>
    public static bool IsOurOrigin(this HttpRequest request, string? said) =>
        Uri.TryCreate(said, UriKind.Absolute, out Uri? origin)
        && HostString.FromUriComponent(origin) is var host
        && string.Equals(host.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase)
        && origin.Port == (request.Host.Port ?? origin.Port);

    // Programs send no origin.
    private static bool IsOurs(HttpRequest request) => request.Headers.Origin.Count == 0 || request.IsOurOrigin(request.Headers.Origin);
}
