using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// Whether a session still stands, asked of the store at every request and again and again in a circuit: who was
/// removed or set another password is out, and whose roles were changed has the new ones.
/// </summary>
public sealed class Sessions(IConsoleStore store, IServiceScopeFactory scopes, IOptions<IdentityOptions> options)
{
    private string StampClaim => options.Value.ClaimsIdentity.SecurityStampClaimType;

    /// <summary>The same principal, a fresh one where something changed, or null when the session is over.</summary>
    public async Task<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal user, CancellationToken ct) =>
        await store.FindPersonAsync(user.Id(), ct) is not { State: PersonState.Active } person || !await StampHoldsAsync(user) ? null
        : user.Describes(person) ? user
        : PersonClaims.PrincipalOf(person, user.Identity!.AuthenticationType!, user.FindAll(claim => claim.Type == StampClaim || claim.Type == PersonClaims.Session));

    internal static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        Sessions sessions = context.HttpContext.RequestServices.GetRequiredService<Sessions>();
        ClaimsPrincipal? fresh = await sessions.RefreshAsync(context.Principal!, context.HttpContext.RequestAborted);
        if (fresh is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(context.Scheme.Name);
        }
        else if (!ReferenceEquals(fresh, context.Principal))
        {
            context.ReplacePrincipal(fresh);
            context.ShouldRenew = true;
        }
    }

    // A password that is set anew changes the account's stamp. The organisation's people have no account here.
    private async Task<bool> StampHoldsAsync(ClaimsPrincipal user)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        return scope.ServiceProvider.GetService<UserManager<IdentityUser>>() is not { } accounts
            || (await accounts.FindByIdAsync(user.Id().Value) is { } account
                && account.SecurityStamp == user.FindFirstValue(StampClaim));
    }
}
