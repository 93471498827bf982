using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>The real console as a process of its own, on a data folder of its own.</summary>
public sealed partial class ConsoleProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);

    private readonly string _data = Directory.CreateTempSubdirectory("console-").FullName;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    public string Address { get; } = $"http://localhost:{FreePort()}";

    public string DataFolder => _data;

    public int ProcessId => _process!.Id;

    /// <summary>The one-time code of the first start.</summary>
    public string SetUpCode { get; private set; } = "";

    public string Output => string.Join('\n', _output);

    /// <summary>Its files, the database and its log among them, and what it printed.</summary>
    internal IEnumerable<Place> Everything()
    {
        foreach (string path in Directory.EnumerateFiles(_data, "*", SearchOption.AllDirectories).Where(p => Path.GetFileName(p) != "console.lock"))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[file.Length];
            file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            yield return new Place(Path.GetFileName(path), bytes);
        }

        yield return new Place("output", Encoding.UTF8.GetBytes(Output));
    }

    public async Task StartAsync(CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", [WebAssembly(), "--data", _data, "--urls", Address])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(WebAssembly())!,
        };
        var listening = new TaskCompletionSource();
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"The console stopped:\n{Output}"));
        _process.OutputDataReceived += (_, line) => Read(line.Data, listening);
        _process.ErrorDataReceived += (_, line) => Read(line.Data, listening);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await listening.Task.WaitAsync(StartsWithin, ct);
    }

    /// <summary>Kills it where it stands, as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process!.EnableRaisingEvents = false;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        Directory.Delete(_data, recursive: true);
    }

    private void Read(string? line, TaskCompletionSource listening)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (Code().Match(line) is { Success: true } code)
        {
            SetUpCode = code.Value;
        }

        if (line.Contains(Address, StringComparison.Ordinal))
        {
            listening.TrySetResult();
        }
    }

    // The tests run beside the console's own build output, in the same configuration.
    private static string WebAssembly([CallerFilePath] string here = "")
    {
        string configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        return Path.GetFullPath(Path.Combine(
            Path.GetDirectoryName(here)!, "..", "..", "src", "Web", "bin", configuration, "net10.0", "KeyCeremonyConsole.Web.dll"));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("[A-Z2-9]{4}(-[A-Z2-9]{4}){3}")]
    private static partial Regex Code();
}
