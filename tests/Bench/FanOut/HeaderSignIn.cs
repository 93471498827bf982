using System.Security.Claims;
using System.Text.Encodings.Web;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KeyCeremonyConsole.Bench.FanOut;

/// <summary>Signs in whoever a header names: a thousand passwords are not what is measured.</summary>
internal sealed class HeaderSignIn(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bench";
    public const string Header = "X-Bench-Person";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? person = Request.Headers[Header];
        if (person is null)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        ClaimsIdentity identity = new([new Claim(PersonClaims.Person, person)], SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }
}
