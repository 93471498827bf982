using Microsoft.AspNetCore.Diagnostics;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// When the authority cannot be asked where people sign in, or out, they read that it is the authority that does not answer.
/// Nobody's session here depends on it.
/// </summary>
internal sealed class AuthorityOutage(ILogger<AuthorityOutage> log) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!SignInTrouble.IsOutage(exception))
        {
            return ValueTask.FromResult(false);
        }

        log.LogWarning(exception, "The organisation's sign-in cannot be reached.");
        bool leaving = httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path == "/account/sign-out"; // The session is over here by then.
        httpContext.Response.Redirect(SignIn.NotAllowedPage.For(leaving ? "still-in-there" : "unreachable"));
        return ValueTask.FromResult(true);
    }
}
