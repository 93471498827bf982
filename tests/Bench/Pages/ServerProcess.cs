using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;

namespace KeyCeremonyConsole.Bench.Pages;

/// <summary>A published web application as a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);
    private static readonly HttpClient Http = new() { Timeout = Patience };

    private readonly Process _process;
    private readonly string _pipe = Path.GetRandomFileName();
    private readonly long _begun;
    private readonly int _port;

    private ServerProcess(string dll, string[] arguments)
    {
        _port = FreePort();
        Address = $"http://127.0.0.1:{_port}";
        ProcessStartInfo start = new("dotnet", [dll, "--urls", Address, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(dll)!,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["DOTNET_gcServer"] = "0"; // The same for both, and less noise.
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        start.Environment[StartupHook.PipeVariable] = _pipe;
        _begun = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => Console.Error.Write(line.Data is { Length: > 0 } said ? $"{said}\n" : "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Address { get; }

    /// <summary>Milliseconds from the process's start until it first answered with a page.</summary>
    public double FirstPage { get; private set; }

    public static async Task<ServerProcess> StartAsync(string dll, string firstPage, params string[] arguments)
    {
        ServerProcess server = new(dll, arguments);
        try
        {
            await server.WaitAsync(firstPage);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>The managed heap and the resident set, in KiB, after a full collection.</summary>
    public async Task<(double Heap, double Resident)> MemoryAsync()
    {
        await using NamedPipeClientStream pipe = new(_pipe);
        await pipe.ConnectAsync(Patience, CancellationToken.None);
        using StreamReader reader = new(pipe);
        double[] kib = [.. (await reader.ReadToEndAsync()).Split(' ').Select(b => double.Parse(b, CultureInfo.InvariantCulture) / 1024)];
        return (kib[0], kib[1]);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task WaitAsync(string page)
    {
        while (!Listens())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(_begun) > Patience)
            {
                throw new InvalidOperationException($"{Address} did not start.");
            }

            await Task.Delay(Poll);
        }

        using HttpResponseMessage answer = await Http.GetAsync(new Uri(Address + page));
        await answer.Content.ReadAsByteArrayAsync();
        if (answer.StatusCode is not HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"{page} answered {(int)answer.StatusCode}.");
        }

        FirstPage = Stopwatch.GetElapsedTime(_begun).TotalMilliseconds;
    }

    // Asked without an exception for every no: those of HttpClient take enough of a core to slow down what is measured.
    private bool Listens()
    {
        using SocketAsyncEventArgs attempt = new() { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, _port) };
        using ManualResetEventSlim over = new();
        attempt.Completed += (_, _) => over.Set();
        if (Socket.ConnectAsync(SocketType.Stream, ProtocolType.Tcp, attempt))
        {
            over.Wait();
        }

        attempt.ConnectSocket?.Dispose();
        return attempt.SocketError is SocketError.Success;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
