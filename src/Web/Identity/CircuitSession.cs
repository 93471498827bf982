using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>Asks again while a circuit is open, since a circuit sends no requests that a cookie would be looked at in.</summary>
public sealed class CircuitSession(ILoggerFactory loggers, Sessions sessions) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(20);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        ClaimsPrincipal? fresh = await sessions.RefreshAsync(authenticationState.User, cancellationToken);
        if (fresh is not null && !ReferenceEquals(fresh, authenticationState.User))
        {
            // Every AuthorizeView looks anew, and the asking begins anew with it.
            SetAuthenticationState(Task.FromResult(new AuthenticationState(fresh)));
        }

        return fresh is not null;
    }
}
