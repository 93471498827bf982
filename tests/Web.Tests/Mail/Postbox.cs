using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KeyCeremonyConsole.Web.Tests.Mail;

/// <summary>A mail server on loopback (RFC 5321), as far as a sender needs one.</summary>
internal sealed class Postbox : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private readonly List<string> _letters = [];

    public Postbox()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What came in, whole, with its headers.</summary>
    public IReadOnlyList<string> Letters
    {
        get
        {
            lock (_letters)
            {
                return [.. _letters];
            }
        }
    }

    /// <summary>The one address that it does not take.</summary>
    public string? Refuses { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (!_serving.IsCompleted)
        {
            await _stop.CancelAsync();
            await _serving; // It may be between two senders: only then is nobody listening.
            _listener.Dispose();
            _stop.Dispose();
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                try
                {
                    await TalkAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // The sender hung up.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 postbox");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            string answer = line.Split(' ', ':')[0].ToUpperInvariant() switch
            {
                "RCPT" when Refuses is not null && line.Contains(Refuses, StringComparison.Ordinal) => "550 no such mailbox here",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            await writer.WriteLineAsync(answer);
            if (answer.StartsWith("354", StringComparison.Ordinal))
            {
                await TakeAsync(reader);
                await writer.WriteLineAsync("250 taken");
            }
        }
    }

    private async Task TakeAsync(StreamReader reader)
    {
        var letter = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line and not ".")
        {
            letter.Append(line).Append('\n');
        }

        lock (_letters)
        {
            _letters.Add(letter.ToString());
        }
    }
}
