using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Assets;

/// <summary>
/// Served as a program of its own, in both forms that people start. A wrong set-up of assets does not show in tests that
/// host the console in process, and answers 200 with nothing in it.
/// </summary>
public sealed partial class AssetTests
{
    private const string Manifest = "KeyCeremonyConsole.Web.staticwebassets.endpoints.json";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Configuration =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    [Fact]
    public async Task Published_it_serves_every_asset_and_names_no_other_origin()
    {
        string folder = Directory.CreateTempSubdirectory("kcc-published-").FullName;
        try
        {
            await StartedConsole.RunToEndAsync("dotnet", ["publish", WebProject(), "--no-build", "-c", Configuration, "-o", folder]);
            await using StartedConsole console = await StartedConsole.StartAsync("dotnet", [Path.Combine(folder, "KeyCeremonyConsole.Web.dll")]);
            await CheckAsync(console, Path.Combine(folder, Manifest));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Run_from_its_sources_it_serves_every_asset_and_names_no_other_origin()
    {
        string built = Path.Combine(WebProject(), "bin", Configuration, "net10.0", Manifest);
        await using StartedConsole console = await StartedConsole.StartAsync("dotnet", ["run", "--project", WebProject(), "--no-build", "-c", Configuration, "--"]);
        await CheckAsync(console, built);
    }

    [Fact]
    public async Task The_sign_in_page_names_no_other_origin()
    {
        await using ConsoleApp app = new();
        await app.SetUpAsync();
        Page page = await app.NewVisitor().GetAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Empty(Foreign(await page.Response.Content.ReadAsStringAsync(Stop)));
    }

    private static async Task CheckAsync(StartedConsole console, string manifest)
    {
        using HttpClient http = new() { BaseAddress = console.Address };
        string html = await http.GetStringAsync("/setup", Stop);
        Assert.Contains("<form", html, StringComparison.Ordinal);
        Assert.Empty(Foreign(html));

        List<string> wrong = [];
        int count = 0;
        foreach ((string route, string? encoding) in Endpoints(manifest))
        {
            count++;
            if (await ProblemAsync(http, route, encoding) is { } problem)
            {
                wrong.Add($"{route} ({encoding ?? "as it is"}): {problem}");
            }
        }

        Assert.Empty(wrong);
        Assert.True(count > 20, $"Only {count} assets: is this the right manifest?");
    }

    private static async Task<string?> ProblemAsync(HttpClient http, string route, string? encoding)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/" + route);
        if (encoding is not null)
        {
            request.Headers.AcceptEncoding.ParseAdd(encoding);
        }

        using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        long? announced = answer.Content.Headers.ContentLength; // Read before the body: afterwards it is counted, not told.
        byte[] body = await answer.Content.ReadAsByteArrayAsync(Stop);
        return answer.StatusCode is not HttpStatusCode.OK ? $"{(int)answer.StatusCode}"
            : announced is not > 0 || body.Length != announced ? $"{body.Length} bytes, announced as {announced}"
            : encoding is not null && !answer.Content.Headers.ContentEncoding.Contains(encoding) ? "not encoded"
            : null;
    }

    private static List<(string Route, string? Encoding)> Endpoints(string manifest)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(manifest));
        return
        [
            .. json.RootElement.GetProperty("Endpoints").EnumerateArray()
                .Select(e => (e.GetProperty("Route").GetString()!, e.GetProperty("Selectors").EnumerateArray()
                    .Where(s => s.GetProperty("Name").GetString() == "Content-Encoding")
                    .Select(s => s.GetProperty("Value").GetString())
                    .FirstOrDefault()))
                .Distinct()
                .Where(e => !e.Item1.EndsWith(".gitkeep", StringComparison.Ordinal)), // It keeps the folder, and is empty.
        ];
    }

    private static IEnumerable<string> Foreign(string html) => OtherOrigins().Matches(html).Select(m => m.Value);

    private static string WebProject([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src", "Web"));

    // An attribute that loads or leads, whose value begins with a scheme and two slashes, or with the slashes alone.
    [GeneratedRegex("""\b(?:src|srcset|href|action|formaction|poster|data)\s*=\s*["']?\s*(?:[a-z]+:)?//[^"'\s>]*""", RegexOptions.IgnoreCase)]
    private static partial Regex OtherOrigins();
}
