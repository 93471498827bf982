using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Assets;

/// <summary>The console as a process of its own, on an empty data folder.</summary>
internal sealed class StartedConsole : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _data = Directory.CreateTempSubdirectory("kcc-started-").FullName;
    private readonly Process _process;
    private readonly HttpClient _http = new();

    private StartedConsole(string program, string[] arguments, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(program, [.. arguments, "--data", _data, "--urls", Address.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    public Uri Address { get; }

    public int ProcessId => _process.Id;

    public string DataFolder => _data;

    /// <returns>When it listens.</returns>
    public static async Task<StartedConsole> StartAsync(
        string program, string[] arguments, params IEnumerable<KeyValuePair<string, string?>> environment)
    {
        StartedConsole console = new(program, arguments, environment);
        try
        {
            await console.WaitAsync();
            return console;
        }
        catch
        {
            await console.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sent with every call of the API from now on.</summary>
    public void Use(string token) => _http.DefaultRequestHeaders.Add("X-Vault-Token", token);

    /// <summary>A call of the API that must go well, or be refused with the expected status.</summary>
    public async Task<JsonElement> CallAsync(string method, string path, object? body = null, int? expected = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Address, $"/v1/{path}")) { Content = body is null ? null : JsonContent.Create(body) };
        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(expected is null ? response.IsSuccessStatusCode : (int)response.StatusCode == expected, $"{path}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Something that must end well.</summary>
    public static async Task RunToEndAsync(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, said);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private async Task WaitAsync()
    {
        ConcurrentQueue<string> said = new();
        TaskCompletionSource ready = new();
        void Read(string? line)
        {
            said.Enqueue(line ?? "");
            if (line is null || line.Contains(" is ready at ", StringComparison.Ordinal))
            {
                ready.TrySetResult(); // A line that is no line: it has ended, and will not answer.
            }
        }

        _process.OutputDataReceived += (_, e) => Read(e.Data);
        _process.ErrorDataReceived += (_, e) => said.Enqueue(e.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ready.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Contains(said, line => line.Contains(" is ready at ", StringComparison.Ordinal));
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
