using System.Net;
using KeyCeremonyConsole.Ceremonies.Mail;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Startup;

namespace KeyCeremonyConsole.Web.Mail;

/// <summary>How a mail server is spoken to.</summary>
internal enum MailSecurity
{
    /// <summary>TLS from within a plain connection (RFC 3207); without it nothing is sent.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314).</summary>
    Tls,

    /// <summary>In the clear; for a server on the same machine.</summary>
    None,
}

/// <summary>The section <c>Mail</c>.</summary>
/// <param name="Host">The server's name.</param>
/// <param name="Port">Its port.</param>
/// <param name="Security">How it is spoken to.</param>
/// <param name="User">Who signs in; null for nobody.</param>
/// <param name="Password">With what.</param>
/// <param name="From">The sender's address.</param>
internal sealed record MailSettings(string Host, int Port, MailSecurity Security, string? User, string? Password, string From)
{
    private const string Section = "Mail";

    /// <summary>Adds the mail server that is named, or none. Nothing of the library is loaded before the first letter.</summary>
    /// <exception cref="StartException">The section is there, but cannot work.</exception>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        MailSettings? settings = Of(configuration);
        services.AddSingleton<IMail>(_ => settings is null ? new NoMail() : new SmtpMail(settings));
    }

    /// <exception cref="StartException">The section is there, but cannot work.</exception>
    internal static MailSettings? Of(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(Section);
        if (!section.GetChildren().Any(setting => setting.Value is { Length: > 0 }))
        {
            return null;
        }

        string host = section["Host"] ?? "", from = section["From"] ?? "", said = section["Security"] ?? "";
        MailSecurity security = MailSecurity.StartTls;
        int port = 0;
        string? problem = host.Length == 0 ? "set Host to the mail server's name."
            : said.Length > 0 && !Enum.TryParse(said, ignoreCase: true, out security) ? "set Security to StartTls, Tls or None."
            : section["Port"] is { Length: > 0 } number && !(int.TryParse(number, out port) && port is > 0 and < 65536) ? "set Port to a number, or remove it."
            : !PersonDraft.IsAddress(from) ? "set From to the address that letters come from, such as console@example.org."
            : security is MailSecurity.None && section["User"] is { Length: > 0 } && !IsHere(host) ? "a password is not sent in the clear: set Security to StartTls or Tls."
            : null;
        return problem is null
            ? new MailSettings(host, port > 0 ? port : security switch { MailSecurity.Tls => 465, MailSecurity.StartTls => 587, _ => 25 }, security, section["User"], section["Password"], from)
            : throw new StartException($"The section {Section} of the configuration is not complete: {problem}");
    }

    private static bool IsHere(string host) => host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
