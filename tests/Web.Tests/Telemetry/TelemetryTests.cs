using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using KeyCeremonyConsole.Web.Tests.Api;
using KeyCeremonyConsole.Web.Tests.Assets;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Telemetry;

/// <summary>What leaves by OpenTelemetry, and what Prometheus is given: words of ours and numbers, never what they are about.</summary>
public sealed class TelemetryTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "KeyCeremonyConsole.Web.dll");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ceremonies_are_exported_as_numbers_and_spans_without_anything_secret()
    {
        using var receiver = new Receiver();
        List<string> canaries = ["canary-of-a-path", "canary-of-a-value", "canary-of-an-invitation", "canary-of-a-query", "canary-of-a-header", "canary-of-a-policy"];
        await using StartedConsole console = await StartedConsole.StartAsync("dotnet", [Program],
        [
            new("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address), new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            new("OTEL_METRIC_EXPORT_INTERVAL", "200"), new("OTEL_BSP_SCHEDULE_DELAY", "100"), new("OTEL_SERVICE_NAME", "the-vault-of-the-test"),
        ]);
        await receiver.HasAsync("/v1/metrics", "vault.core.unsealed");

        JsonElement made = await console.CallAsync("PUT", "sys/init", new { secret_shares = 3, secret_threshold = 2 });
        string[] shares = Texts(made, "keys");
        string root = made.GetProperty("root_token").GetString()!;
        console.Use(root);
        foreach (string key in shares.Take(2))
        {
            await console.CallAsync("PUT", "sys/unseal", new { key });
        }

        JsonElement rekey = await console.CallAsync("PUT", "sys/rekey/init", new { secret_shares = 3, secret_threshold = 2 });
        await console.CallAsync("PUT", "sys/rekey/update", new { key = shares[0], nonce = rekey.GetProperty("nonce").GetString() });
        string[] fresh = Texts(await console.CallAsync("PUT", "sys/rekey/update", new { key = shares[1], nonce = rekey.GetProperty("nonce").GetString() }), "keys");
        JsonElement generate = await console.CallAsync("PUT", "sys/generate-root/attempt", new { });
        await console.CallAsync("PUT", "sys/generate-root/update", new { key = shares[0], nonce = generate.GetProperty("nonce").GetString() }, expected: 400); // Of the old set.
        await console.CallAsync("PUT", "sys/rotate", new { });
        await console.CallAsync("PUT", "secret/data/canary-of-a-path", new { data = new { value = "canary-of-a-value" } });
        await console.CallAsync("GET", "secret/data/canary-of-a-path?version=1&x=canary-of-a-query");
        await console.CallAsync("PUT", "sys/policies/acl/canary-of-a-policy", new { policy = "path \"canary-of-a-path\" { capabilities = [\"read\"] }" });
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        http.DefaultRequestHeaders.Add("User-Agent", "canary-of-a-header");
        foreach (string page in new[] { "/invitation/canary-of-an-invitation", "/nowhere/canary-of-a-path?x=canary-of-a-query" })
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(console.Address, page), Stop);
        }

        await receiver.HasAsync(
            "/v1/traces", "the-vault-of-the-test", "initialise.start", "share.submit", "rekey.start", "keyring.rotate", "secret.write", "root-token.start", "commit", "replaced-share",
            "GET /v1/secret/data/{path*}", "PUT /v1/sys/rekey/update", "/v1/sys/policies/acl/{path*}");
        await receiver.HasAsync(
            "/v1/metrics", "kcc.steps", "kcc.ceremonies", "kcc.ceremonies.open", "kcc.commit.duration", "vault.barrier.term", "vault.barrier.encryptions",
            "secret.read", "replaced-share", "http.server.request.duration", "/v1/secret/data/{path*}");
        await console.CallAsync("PUT", "sys/seal", new { });
        await receiver.HasAsync("/v1/traces", "vault.seal");

        canaries.AddRange([root, generate.GetProperty("otp").GetString()!, .. shares.Concat(fresh).SelectMany(Spellings)]);
        Assert.All(receiver.Received, export =>
        {
            Assert.Contains(export.Path, new[] { "/v1/traces", "/v1/metrics" }); // No logs.
            Assert.All(canaries, canary => Assert.True(export.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)) < 0, $"{canary} was exported to {export.Path}."));
            Assert.All(shares.Concat(fresh), share => Assert.True(export.Body.AsSpan().IndexOf(Convert.FromHexString(share)) < 0));
        });
        Assert.Contains("OpenTelemetry", Loaded(console), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_console_that_was_not_told_where_to_send_it_loads_nothing_of_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It reads /proc.");
        await using StartedConsole console = await StartedConsole.StartAsync("dotnet", [Program], new KeyValuePair<string, string?>("OTEL_EXPORTER_OTLP_ENDPOINT", null));
        await console.CallAsync("GET", "sys/seal-status");

        Assert.Contains("KeyCeremonyConsole.Web.dll", Loaded(console), StringComparison.Ordinal);
        Assert.DoesNotContain("OpenTelemetry", Loaded(console), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_stops_the_start_with_a_sentence()
    {
        string data = Directory.CreateTempSubdirectory("kcc-otel-").FullName;
        var start = new ProcessStartInfo("dotnet", [Program, "--data", data, "--urls", "http://127.0.0.1:0"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "localhost:4317";
        using var console = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        patience.Token.Register(() => console.Kill()); // It did start.
        string error = await console.StandardError.ReadToEndAsync(CancellationToken.None);
        await console.WaitForExitAsync(CancellationToken.None);
        Directory.Delete(data, recursive: true);

        Assert.Equal(1, console.ExitCode);
        Assert.Equal(
            "Key Ceremony Console cannot start. 'localhost:4317' in OTEL_EXPORTER_OTLP_ENDPOINT is not an address to send to: write one such as http://localhost:4317, or leave it out.",
            error.Trim());
    }

    [Fact]
    public async Task Prometheus_is_given_the_same_figures()
    {
        await using ApiConsole console = await ApiConsole.OpenAsync();
        (await console.CallAsync("PUT", "secret/data/canary", new { data = new { a = "1" } })).Is(200);
        (await console.SendAsync("PUT", "sys/rotate", await console.TokenWithAsync("holder"))).Is(403);
        await console.CallAsync("PUT", "sys/rotate");
        await console.CallAsync("PUT", "sys/rekey/init", new { secret_shares = 1, secret_threshold = 1 });

        Reply metrics = (await console.CallAsync("GET", "sys/metrics")).Is(200);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", metrics.ContentType);
        string[] lines = metrics.Body.Split('\n');
        Assert.Superset(new HashSet<string>
        {
            "# HELP vault_core_unsealed Whether the vault is open.",
            "# TYPE vault_core_unsealed gauge",
            "vault_core_unsealed 1",
            "vault_barrier_term 2",
            "kcc_ceremonies_open 1",
            "# TYPE kcc_steps_total counter",
            "kcc_steps_total{act=\"share.submit\",outcome=\"done\"} 2",
            "kcc_steps_total{act=\"keyring.rotate\",outcome=\"done\"} 1",
            "kcc_ceremonies_total{kind=\"initialise\",stage=\"completed\"} 1",
            "kcc_ceremonies_total{kind=\"unseal\",stage=\"completed\"} 1",
            "kcc_ceremonies_total{kind=\"rekey\",stage=\"collecting\"} 1",
        }, lines.ToHashSet());
        Assert.Contains(lines, line => line.StartsWith("vault_barrier_encryptions ", StringComparison.Ordinal));
        Assert.DoesNotContain("canary", metrics.Body, StringComparison.Ordinal);
    }

    private static string Loaded(StartedConsole console) => File.ReadAllText($"/proc/{console.ProcessId}/maps");

    private static string[] Texts(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(k => k.GetString()!)];

    private static IEnumerable<string> Spellings(string hex) =>
        [hex, hex.ToUpperInvariant(), Convert.ToBase64String(Convert.FromHexString(hex)), Base64Url.EncodeToString(Convert.FromHexString(hex))];
}
