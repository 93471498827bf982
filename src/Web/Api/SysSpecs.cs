namespace KeyCeremonyConsole.Web.Api;

/// <summary>The document of the API, as a part of the API. It is made of the table in which this stands, so it is asked for late.</summary>
internal sealed class SysSpecs(IServiceProvider services) : IApiEndpoints
{
    /// <summary>The same document, where people look for it.</summary>
    public const string Path = "/api/openapi.json";

    private const string Type = "application/json";

    public IEnumerable<ApiRoute> Routes =>
    [
        new(ApiVerb.Read, "sys/internal/specs/openapi", ApiAccess.Anybody, ApiShape.Raw, "This document.", (_, _) =>
            Task.FromResult(new ApiAnswer(StatusCodes.Status200OK) { Plain = (services.GetRequiredService<OpenApi>().Json, Type) })),
    ];

    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, (OpenApi document) => Results.Text(document.Json, Type)).AllowAnonymous();
}
