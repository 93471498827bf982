using System.Net;
using KeyCeremonyConsole.Web.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Api;

/// <summary>The document, as a program that knows OpenAPI reads it.</summary>
public sealed class OpenApiTests : IAsyncDisposable
{
    private readonly ConsoleApp _app = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_reader_reads_it_without_a_complaint_and_finds_every_route()
    {
        await _app.SetUpAsync();
        ReadResult read = OpenApiDocument.Parse(await GetAsync("/v1/sys/internal/specs/openapi"), "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        IReadOnlyList<ApiRoute> routes = _app.Services.GetRequiredService<OpenApi>().Routes;
        Assert.Superset(_app.Services.GetRequiredService<ApiRoutes>().All.ToHashSet(), routes.ToHashSet());
        Assert.Equal(
            routes.Select(r => $"{OpenApi.MethodOf(r)} {OpenApi.PathOf(r)}").Order(),
            read.Document!.Paths.SelectMany(p => p.Value.Operations!.Keys.Select(method => $"{method.Method.ToLowerInvariant()} {p.Key}")).Order());
        OpenApiOperation[] operations = [.. read.Document.Paths.SelectMany(p => p.Value.Operations!.Values)];
        Assert.All(operations, o => Assert.True(o.Summary is { Length: > 5 } && o.Description is { Length: > 5 } && o.Responses!.ContainsKey("default")));
        Assert.Equal(operations.Length, operations.Select(o => o.OperationId).Distinct().Count());
    }

    [Fact]
    public async Task It_names_the_fields_of_a_route_who_may_come_and_what_an_error_is()
    {
        await _app.SetUpAsync();
        OpenApiDocument document = OpenApiDocument.Parse(await GetAsync(SysSpecs.Path), "json").Document!;

        OpenApiOperation unseal = document.Paths["/sys/unseal"].Operations![HttpMethod.Post];
        Assert.Equal(["key", "migrate", "reset"], unseal.RequestBody!.Content!["application/json"].Schema!.Properties!.Keys.Order());
        Assert.Empty(unseal.Security!);
        OpenApiOperation seal = document.Paths["/sys/seal"].Operations![HttpMethod.Post];
        Assert.Contains("sudo and update", seal.Description, StringComparison.Ordinal);
        Assert.Equal(["bearer", "token"], document.Components!.SecuritySchemes!.Keys.Order());
        Assert.Equal(["path", "version"], document.Paths["/secret/data/{path}"].Operations![HttpMethod.Get].Parameters!.Select(p => p.Name!).Order());
        Assert.Contains("errors", document.Components.Schemas!["Error"].Properties!.Keys);
    }

    [Fact]
    public async Task Both_addresses_give_the_same_and_need_no_sign_in_for_it_tells_nothing_of_this_vault()
    {
        await _app.SetUpAsync();

        Assert.Equal(await GetAsync("/v1/sys/internal/specs/openapi"), await GetAsync(SysSpecs.Path));
    }

    [Fact]
    public async Task The_page_has_every_endpoint_and_loads_nothing_from_outside()
    {
        await _app.SetUpAsync();
        Assert.StartsWith("/sign-in", (await _app.NewVisitor().GetAsync("/api-docs")).Location, StringComparison.Ordinal);

        Page page = await (await _app.SignInAsync("ada")).GetAsync("/api-docs");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        IReadOnlyList<ApiRoute> routes = _app.Services.GetRequiredService<OpenApi>().Routes;
        Assert.Equal(routes.Count, page.Html.QuerySelectorAll("details.endpoint").Length);
        Assert.Equal(routes.Select(OpenApi.Group).Distinct(), page.Html.QuerySelectorAll("main h2").Select(h => h.TextContent.TrimEnd('/')));
        Assert.DoesNotContain(
            page.Html.QuerySelectorAll("[src], link[href]").Select(e => e.GetAttribute("src") ?? e.GetAttribute("href")!),
            address => address.Contains("//", StringComparison.Ordinal) && !address.StartsWith("https://localhost/", StringComparison.Ordinal));
    }

    private async Task<string> GetAsync(string address)
    {
        using HttpClient http = _app.CreateClient();
        using HttpResponseMessage response = await http.GetAsync(address, Stop);
        Assert.Equal(("application/json", HttpStatusCode.OK), (response.Content.Headers.ContentType!.MediaType, response.StatusCode));
        return await response.Content.ReadAsStringAsync(Stop);
    }
}
