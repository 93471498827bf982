using KeyCeremonyConsole.Web.Startup;
using Microsoft.AspNetCore.Identity;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>The section <c>Passkeys</c> of the settings, and what is asked of every device.</summary>
internal static class PasskeySettings
{
    /// <summary>The name that passkeys are bound to; without it, the host that the browser asked for.</summary>
    public const string ServerDomain = "Passkeys:ServerDomain";

    /// <exception cref="StartException">The domain is none.</exception>
    public static void AddPasskeys(this IServiceCollection services, IConfiguration configuration)
    {
        string? domain = configuration[ServerDomain] is { Length: > 0 } said ? said : null;
        if (domain is not null && Uri.CheckHostName(domain) is not UriHostNameType.Dns)
        {
            throw new StartException($"{ServerDomain} is '{domain}': set it to the name of the host in people's browsers, without scheme and port, such as console.example.org.");
        }

        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.ServerDomain = domain;
            // Identity itself asks the Origin header, which is "null" in the posts of pages with our referrer policy.
            options.ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && asked.HttpContext.Request.IsOurOrigin(asked.Origin));
            options.UserVerificationRequirement = "required"; // A stolen device alone proves nothing.
            options.ResidentKeyRequirement = "required"; // So that nobody types a name to sign in.
        });
        services.AddScoped<PasskeyDesk>();
    }
}
