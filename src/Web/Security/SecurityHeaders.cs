using System.Security.Cryptography;
using KeyCeremonyConsole.Web.Look;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KeyCeremonyConsole.Web.Security;

/// <summary>
/// What every response tells the browser not to do. The policy allows no inline script or style element: the import
/// map has a nonce, MudBlazor's theme is a file (see <see cref="ThemeSheet"/>). Style attributes must stay allowed,
/// because MudBlazor sets them everywhere.
/// </summary>
public static class SecurityHeaders
{
    private const string PermissionsPolicy =
        "camera=(self), clipboard-read=(self), clipboard-write=(self), publickey-credentials-create=(self), publickey-credentials-get=(self), " +
        "accelerometer=(), browsing-topics=(), display-capture=(), geolocation=(), gyroscope=(), " +
        "hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

    private static readonly object NonceKey = new();

    /// <param name="services">Where the theme sheet and the clock are added.</param>
    public static IServiceCollection AddConsoleSecurity(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ThemeSheet>();
        services.AddSingleton<IMemoryPoolFactory<byte>, WipedBlocks>();
        return services;
    }

    /// <summary>Sets the headers. Belongs first in the pipeline, before anything that answers.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="formTargets">Origins, besides our own, that a form may lead to: the sign-in authority's.</param>
    public static IApplicationBuilder UseConsoleSecurity(this IApplicationBuilder app, params string[] formTargets)
    {
        string formAction = string.Join(' ', ["'self'", .. formTargets]);
        return app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                Write(context, formAction);
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    /// <summary>The theme's style sheet. Its address has its hash in it, so a browser may keep it.</summary>
    public static IEndpointConventionBuilder MapThemeSheet(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ThemeSheet.Path, async (ThemeSheet sheet, HttpResponse response) =>
        {
            response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.Text(await sheet.CssAsync(), "text/css");
        }).AllowAnonymous().ExcludeFromDescription();

    /// <summary>
    /// For <c>AddInteractiveServerRenderMode</c>: our own frame-ancestors instead of Blazor's second header, and no
    /// compression, which would let a share be guessed from the size of what stands beside it.
    /// </summary>
    public static void Harden(ServerComponentsEndpointOptions options)
    {
        options.ContentSecurityFrameAncestorsPolicy = null;
        options.DisableWebSocketCompression = true;
    }

    /// <summary>This response's nonce, for the one inline element there is: the import map.</summary>
    public static string CspNonce(this HttpContext context)
    {
        if (context.Items[NonceKey] is not string nonce)
        {
            nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            context.Items[NonceKey] = nonce;
        }

        return nonce;
    }

    private static void Write(HttpContext context, string formAction)
    {
        IHeaderDictionary headers = context.Response.Headers;
        string nonce = context.Items[NonceKey] is string made ? $" 'nonce-{made}'" : "";
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'{nonce}; style-src 'self'; style-src-elem 'self'; " +
            "style-src-attr 'unsafe-inline'; font-src 'self'; img-src 'self' data:; connect-src 'self'; " +
            $"manifest-src 'self'; base-uri 'self'; form-action {formAction}; frame-ancestors 'none'; object-src 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = PermissionsPolicy;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true)
        {
            headers.CacheControl = "no-store";
        }
    }
}
