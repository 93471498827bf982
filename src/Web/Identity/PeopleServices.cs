using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>Who may come in, and how they prove who they are.</summary>
public static class PeopleServices
{
    public static IServiceCollection AddPeople(this IServiceCollection services, IConfiguration configuration)
    {
        var mode = SignInMode.Of(configuration);
        services.AddSingleton(mode);
        services.AddSingleton(mode.IsLocal ? StepUpContexts.None : StepUpContexts.Of(configuration.GetSection(SignInMode.Section)));
        services.AddSingleton<Sessions>();
        services.AddSingleton<Proofs>();
        services.AddSingleton<IFreshProof>(s => s.GetRequiredService<Proofs>());
        services.AddScoped<StepUp>();
        services.AddScoped<CircuitHandler, CurrentSession.OfCircuit>();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitSession>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "kcc-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddSignInLimits();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddPageAccess();
        string cookieScheme = mode.IsLocal ? services.AddLocalSignIn(configuration) : services.AddOrganisationSignIn(configuration, mode);
        services.Configure<CookieAuthenticationOptions>(cookieScheme, options => Configure(options, mode));
        return services;
    }

    private static void Configure(CookieAuthenticationOptions options, SignInMode mode)
    {
        options.Cookie.Name = "kcc";
        options.Cookie.HttpOnly = true;
        // A strict cookie would be missing on the way back from the organisation's provider.
        options.Cookie.SameSite = mode.IsLocal ? SameSiteMode.Strict : SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = SignInSession.Lasts;
        options.SlidingExpiration = mode.IsLocal; // The organisation is asked again in the end: only it knows who still belongs to it.
        options.LoginPath = "/sign-in";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = Sessions.ValidateAsync;

        // The status page says what to do, at the address that was asked for.
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };

        // Without scheme and host, which behind a proxy are not ours to know.
        Func<RedirectContext<CookieAuthenticationOptions>, Task> redirect = options.Events.OnRedirectToLogin;
        options.Events.OnRedirectToLogin = context =>
        {
            context.RedirectUri = new Uri(context.RedirectUri).PathAndQuery;
            return redirect(context);
        };
    }
}
