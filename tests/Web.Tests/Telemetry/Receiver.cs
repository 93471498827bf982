using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Telemetry;

/// <summary>Takes what is exported by OTLP over HTTP, and keeps the bytes. In its protobuf, texts stand as they are, in UTF-8.</summary>
internal sealed class Receiver : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = [];
    private readonly SemaphoreSlim _more = new(0);

    internal Receiver()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        free.Stop();
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = ServeAsync();
    }

    internal string Address { get; }

    /// <summary>Everything so far.</summary>
    internal IReadOnlyList<(string Path, byte[] Body)> Received => [.. _received];

    /// <summary>Ends when all the texts have come to the path.</summary>
    internal async Task HasAsync(string path, params string[] texts)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (texts.FirstOrDefault(text => !Has(path, text)) is { } missing)
        {
            try
            {
                await _more.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"'{missing}' never came to {path}; {Received.Count(r => r.Path == path)} other exports did.");
            }
        }
    }

    public void Dispose() => _listener.Close();

    private bool Has(string path, string text) => _received.Any(r => r.Path == path && r.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext call = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body);
                _received.Enqueue((call.Request.RawUrl!, body.ToArray()));
                call.Response.ContentType = "application/x-protobuf";
                call.Response.Close();
                _more.Release();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // It is over.
        }
    }
}
