using System.Net.Sockets;
using KeyCeremonyConsole.Ceremonies.Mail;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace KeyCeremonyConsole.Web.Mail;

/// <summary>Hands letters to the configured mail server, over a connection of their own.</summary>
internal sealed class SmtpMail(MailSettings settings) : IMail
{
    // A person waits for the answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public bool IsConfigured => true;

    public async Task<IReadOnlyList<string?>> SendAsync(IReadOnlyList<Letter> letters, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var problems = new List<string?>();
        try
        {
            using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
            await client.ConnectAsync(settings.Host, settings.Port, Options, patience.Token);
            if (settings.User is { Length: > 0 } user)
            {
                await client.AuthenticateAsync(user, settings.Password ?? "", patience.Token);
            }

            foreach (Letter letter in letters)
            {
                problems.Add(await SendAsync(client, letter, patience.Token));
            }

            await client.DisconnectAsync(quit: true, patience.Token);
        }
        catch (Exception e) when (Sentence(e, ct) is { } sentence)
        {
            // Those that were taken were taken, whatever happens to the goodbye.
            problems.AddRange(Enumerable.Repeat<string?>(sentence, letters.Count - problems.Count));
        }

        return problems;
    }

    private SecureSocketOptions Options => settings.Security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    // One address that is refused does not keep the others from theirs.
    private async Task<string?> SendAsync(SmtpClient client, Letter letter, CancellationToken ct)
    {
        using var message = new MimeMessage { Subject = letter.Subject, Body = new TextPart("plain") { Text = letter.Text } };
        message.From.Add(new MailboxAddress("Key Ceremony Console", settings.From));
        message.To.Add(new MailboxAddress(letter.Name, letter.To));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated"); // RFC 3834: nobody's absence note answers it.
        try
        {
            await client.SendAsync(message, ct);
            return null;
        }
        catch (SmtpCommandException refused)
        {
            return $"The mail server refused it: {refused.Message}";
        }
    }

    private static string? Sentence(Exception e, CancellationToken asked) => e switch
    {
        OperationCanceledException when asked.IsCancellationRequested => null,
        OperationCanceledException or TimeoutException => "The mail server did not answer in 20 seconds.",
        AuthenticationException => "The mail server does not take the user and password of the settings.",
        SslHandshakeException => "The mail server's certificate or its TLS is not to be trusted.",
        NotSupportedException => "The mail server does not speak TLS, or does not let anybody sign in, as the settings ask for.",
        SocketException or IOException => "The mail server cannot be reached.",
        ServiceNotConnectedException or ProtocolException or CommandException => $"The mail server did not do as it should: {e.Message}",
        _ => null,
    };
}
