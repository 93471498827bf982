using System.Diagnostics;
using System.Runtime.CompilerServices;
using KeyCeremonyConsole.Ceremonies.Measuring;
using KeyCeremonyConsole.Web.Startup;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace KeyCeremonyConsole.Web.Telemetry;

/// <summary>
/// OpenTelemetry, for a console that was told where to send it: by OpenTelemetry's own settings, first of all
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>. Any other console loads nothing of it.
/// </summary>
internal static class TelemetrySetup
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string Service = "key-ceremony-console";

    /// <exception cref="StartException">The address is none.</exception>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<VaultGauges>();
        if (!IsOn(configuration))
        {
            return services;
        }

        return Uri.TryCreate(configuration[Endpoint], UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? Export(services)
            : throw new StartException($"'{configuration[Endpoint]}' in {Endpoint} is not an address to send to: write one such as http://localhost:4317, or leave it out.");
    }

    /// <summary>Names the spans of requests. First in the pipeline, so that it sees how each ended.</summary>
    public static IApplicationBuilder UseTelemetry(this WebApplication app)
    {
        if (!IsOn(app.Configuration))
        {
            return app;
        }

        app.Services.GetRequiredService<VaultGauges>();
        return app.Use(async (context, next) =>
        {
            await next(context);
            if (context.Features.Get<IHttpActivityFeature>()?.Activity is { } span)
            {
                Describe(span, context);
            }
        });
    }

    // The route, never the path: there are names of secrets in paths, and codes of invitations.
    private static void Describe(Activity span, HttpContext context)
    {
        string? route = context.GetEndpoint()?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route;
        span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        span.SetTag("http.request.method", context.Request.Method);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", context.Response.StatusCode);
    }

    private static bool IsOn(IConfiguration configuration) => configuration[Endpoint] is { Length: > 0 };

    // A method of its own, or its types would be loaded with the caller.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IServiceCollection Export(IServiceCollection services) => services
        .AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService(Service).AddEnvironmentVariableDetector()) // What the operator names it comes last, and wins.
        .WithMetrics(metrics => metrics.AddMeter(Measures.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddOtlpExporter())
        .WithTracing(traces => traces.AddSource(Measures.Name, "Microsoft.AspNetCore").AddOtlpExporter())
        .Services; // No logs: the framework writes paths into them.
}
