using System.Net.WebSockets;
using System.Text;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Live;

/// <summary>A hub client that keeps every byte it was sent.</summary>
internal sealed class RawClient : IDisposable
{
    private const char End = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly MemoryStream _received = new();

    private RawClient()
    {
    }

    public byte[] Received => _received.ToArray();

    /// <summary>Whether the server agreed to compress frames, which this client offers.</summary>
    public bool IsCompressed => _socket.HttpResponseHeaders!.Keys.Contains("Sec-WebSocket-Extensions", StringComparer.OrdinalIgnoreCase);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<RawClient> ConnectAsync(HubConsole console, string cookie)
    {
        RawClient client = new();
        client._socket.Options.SetRequestHeader("Cookie", cookie);
        client._socket.Options.CollectHttpResponseDetails = true;
        client._socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await client._socket.ConnectAsync(new UriBuilder(console.Hub) { Scheme = "ws" }.Uri, Stop);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        await client.ReadUntilAsync("{}");
        return client;
    }

    public Task SendAsync(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, Stop);

    /// <summary>Reads on until the text was among everything received.</summary>
    public async Task ReadUntilAsync(string text)
    {
        byte[] buffer = new byte[64 * 1024];
        while (!Encoding.UTF8.GetString(Received).Contains(text, StringComparison.Ordinal))
        {
            WebSocketReceiveResult frame = await _socket.ReceiveAsync(buffer, Stop);
            Assert.NotEqual(WebSocketMessageType.Close, frame.MessageType);
            _received.Write(buffer, 0, frame.Count);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _received.Dispose();
    }
}
