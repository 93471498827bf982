using System.Collections.Concurrent;
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
/// removed, set another password or signed out is out, and whose roles were changed has the new ones.
/// </summary>
public sealed class Sessions(IConsoleStore store, IServiceScopeFactory scopes, IOptions<IdentityOptions> options, Proofs proofs, TimeProvider clock)
{
    // Signed out, with their cookies' longest life to come. After a restart there is no circuit that could have outlived its session.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ended = new();

    private string StampClaim => options.Value.ClaimsIdentity.SecurityStampClaimType;

    /// <summary>The same principal, a fresh one where something changed, or null when the session is over.</summary>
    public async Task<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal user, CancellationToken ct) =>
        HasEnded(user) || user.IsOver(clock.GetUtcNow())
            || await store.FindPersonAsync(user.Id(), ct) is not { State: PersonState.Active } person || !await StampHoldsAsync(user) ? null
        : user.Describes(person) ? user
        : PersonClaims.PrincipalOf(person, user.Identity!.AuthenticationType!, [.. user.FindAll(StampClaim), .. user.SessionClaims()]);

    /// <summary>Somebody signed out: other tabs of the same browser follow, and a copy of the cookie opens nothing.</summary>
    public void End(ClaimsPrincipal user)
    {
        if (user.SessionId() is { } session)
        {
            End(session);
        }

        proofs.Forget(user);
    }

    /// <summary>The organisation's provider says that somebody signed out there.</summary>
    /// <param name="sid">Its own name of the session.</param>
    public void EndOfProvider(string sid) => End(OfProvider(sid));

    private void End(string session)
    {
        DateTimeOffset now = clock.GetUtcNow();
        foreach (KeyValuePair<string, DateTimeOffset> old in _ended.Where(ended => now - ended.Value > PeopleServices.SessionLasts))
        {
            _ended.TryRemove(old);
        }

        _ended[session] = now;
    }

    private bool HasEnded(ClaimsPrincipal user) =>
        _ended.ContainsKey(user.SessionId() ?? "") || (user.FindFirstValue("sid") is { } sid && _ended.ContainsKey(OfProvider(sid)));

    private static string OfProvider(string sid) => $"sid:{sid}";

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
