using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// Whether a session still stands, asked of the store at every request and again and again in a circuit: who was
/// removed, set another password, signed out or was signed out is out, and whose roles were changed has the new ones.
/// </summary>
public sealed class Sessions(IConsoleStore store, IServiceScopeFactory scopes, IOptions<IdentityOptions> options, RecordSignIn record, Proofs proofs, TimeProvider clock)
{
    // By the provider's names of its sessions, with their cookies' longest life to come. After a restart there is no circuit that could have outlived one.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _endedThere = new();

    private string StampClaim => options.Value.ClaimsIdentity.SecurityStampClaimType;

    /// <summary>The same principal, a fresh one where something changed, or null when the session is over.</summary>
    public async Task<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal user, CancellationToken ct) =>
        HasEndedThere(user) || user.IsOver(clock.GetUtcNow()) || !await IsOpenAsync(user.SessionId(), ct)
            || await store.FindPersonAsync(user.Id(), ct) is not { State: PersonState.Active } person || !await StampHoldsAsync(user) ? null
        : user.Describes(person) ? user
        : PersonClaims.PrincipalOf(person, user.Identity!.AuthenticationType!, [.. user.FindAll(StampClaim), .. user.SessionClaims()]);

    /// <summary>128 random bits.</summary>
    internal static string NewName() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>A session that begins in this browser; whoever records the sign-in stores it.</summary>
    public SignInSession Begin(HttpContext context, PersonId person) => new(
        NewName(),
        person,
        BrowserWords.Of(context.Request.Headers.UserAgent),
        context.Connection.RemoteIpAddress?.ToString() ?? "",
        clock.GetUtcNow(),
        clock.GetUtcNow());

    /// <summary>Somebody signs out: other tabs of the same browser follow, and a copy of the cookie opens nothing.</summary>
    /// <returns>Their session, ended; whoever records it stores that.</returns>
    public async Task<SignInSession?> EndAsync(ClaimsPrincipal user, CancellationToken ct)
    {
        proofs.Forget(user);
        return user.SessionId() is { } id && await store.FindSessionAsync(id, ct) is { } session ? session with { Ended = clock.GetUtcNow() } : null;
    }

    /// <summary>The organisation's provider says that somebody signed out there.</summary>
    /// <param name="sid">Its own name of the session.</param>
    public void EndOfProvider(string sid)
    {
        DateTimeOffset now = clock.GetUtcNow();
        foreach (KeyValuePair<string, DateTimeOffset> old in _endedThere.Where(ended => now - ended.Value > SignInSession.Lasts))
        {
            _endedThere.TryRemove(old);
        }

        _endedThere[sid] = now;
    }

    private bool HasEndedThere(ClaimsPrincipal user) => user.FindFirstValue("sid") is { } sid && _endedThere.ContainsKey(sid);

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

    // One that is not known any more has not been used for a day.
    private async Task<bool> IsOpenAsync(string? id, CancellationToken ct)
    {
        if (id is null)
        {
            return true; // Of no sign-in: a test's, or a program's.
        }

        if (await store.FindSessionAsync(id, ct) is not { Ended: null } session)
        {
            return false;
        }

        DateTimeOffset now = clock.GetUtcNow();
        if (now - session.LastSeen >= SignInSession.SeenEvery)
        {
            await record.SeenAsync(session with { LastSeen = now });
        }

        return true;
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
