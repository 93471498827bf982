using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace KeyCeremonyConsole.Seals.Tests;

/// <summary>A server on this machine that answers JSON with JSON, and remembers what it was asked.</summary>
internal sealed class StandIn : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<StandInCall, object?> _answer;
    private readonly Task _serving;

    /// <param name="answer">Null is a 404.</param>
    internal StandIn(Func<StandInCall, object?> answer)
    {
        _answer = answer;
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    internal Uri Address { get; }

    internal int Status { get; set; } = 200;

    internal List<StandInCall> Calls { get; } = [];

    public void Dispose()
    {
        _listener.Close();
        _serving.GetAwaiter().GetResult();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        string body = await reader.ReadToEndAsync();
        var call = new StandInCall(
            $"{context.Request.HttpMethod} {context.Request.RawUrl}",
            context.Request.Headers["X-Vault-Token"] ?? context.Request.Headers["Authorization"],
            body.Length == 0 ? default : JsonDocument.Parse(body).RootElement);
        Calls.Add(call);
        object? answer = Status == 200 ? _answer(call) : null;
        context.Response.StatusCode = answer is null ? (Status == 200 ? 404 : Status) : 200;
        await context.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer ?? new { errors = Array.Empty<string>() }));
        context.Response.Close();
    }
}

/// <summary>One request.</summary>
internal sealed record StandInCall(string Line, string? Credential, JsonElement Body);
