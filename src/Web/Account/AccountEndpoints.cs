using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.SignIn;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;

namespace KeyCeremonyConsole.Web.Account;

/// <summary>The ways in and out that are no pages.</summary>
internal static class AccountEndpoints
{
    public static void MapAccount(this WebApplication app)
    {
        bool local = app.Services.GetRequiredService<SignInMode>().IsLocal;
        RouteGroupBuilder group = app.MapGroup("/account").ExcludeFromDescription();
        group.MapPost("/sign-out", (Delegate)((HttpContext context) => SignOutAsync(context, local))).AllowAnonymous();
        if (local)
        {
            group.MapPasskeys();
        }
        else
        {
            group.MapOrganisation();
        }
    }

    // The form may be older than the session: who is out already is just shown the door they came for.
    private static async Task<IResult> SignOutAsync(HttpContext context, bool local)
    {
        bool genuine = await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context);
        if (!genuine || context.User.Identity?.IsAuthenticated != true)
        {
            return TypedResults.Redirect(genuine ? SignInPage.Path : "/");
        }

        await RecordAsync(context);
        context.Response.Headers["Clear-Site-Data"] = "\"storage\""; // Pages are never in the cache, and emptying it takes seconds.
        return local
            ? TypedResults.SignOut(new() { RedirectUri = SignInPage.Path }, [IdentityConstants.ApplicationScheme])
            : TypedResults.SignOut(
                new() { RedirectUri = SignInPage.Path },
                [CookieAuthenticationDefaults.AuthenticationScheme, OpenIdConnectDefaults.AuthenticationScheme]);
    }

    private static async Task RecordAsync(HttpContext context)
    {
        Person? person = await context.RequestServices.GetRequiredService<IConsoleStore>()
            .FindPersonAsync(context.User.Id(), CancellationToken.None);
        await context.RequestServices.GetRequiredService<RecordSignIn>().RunAsync(
            person?.SignInName ?? "", person, AuditDraft.DoneOutcome, "Signed out.", "sign-out",
            session: await context.RequestServices.GetRequiredService<Sessions>().EndAsync(context.User, CancellationToken.None));
    }
}
