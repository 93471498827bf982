using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>Who may come in, and how they prove who they are.</summary>
public static class PeopleServices
{
    private static readonly TimeSpan SessionLasts = TimeSpan.FromHours(12);

    public static IServiceCollection AddPeople(this IServiceCollection services, IConfiguration configuration)
    {
        var mode = SignInMode.Of(configuration);
        services.AddSingleton(mode);
        services.AddSingleton<Sessions>();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitSession>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "kcc-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddSignInLimits();
        AddPolicies(services);
        string cookieScheme = mode.IsLocal ? services.AddLocalSignIn() : services.AddOrganisationSignIn(configuration, mode);
        services.Configure<CookieAuthenticationOptions>(cookieScheme, options => Configure(options, mode));
        return services;
    }

    private static void AddPolicies(IServiceCollection services) => services.AddAuthorizationBuilder()
        .AddPolicy(Policies.Administrator, policy => policy.RequireRole(Policies.Administrator))
        .AddPolicy(Policies.Holder, policy => policy.RequireRole(Policies.Holder))
        .AddPolicy(Policies.Auditor, policy => policy.RequireRole(Policies.Auditor, Policies.Administrator))
        .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

    private static void Configure(CookieAuthenticationOptions options, SignInMode mode)
    {
        options.Cookie.Name = "kcc";
        options.Cookie.HttpOnly = true;
        // A strict cookie would be missing on the way back from the organisation's provider.
        options.Cookie.SameSite = mode.IsLocal ? SameSiteMode.Strict : SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = SessionLasts;
        options.SlidingExpiration = true;
        options.LoginPath = "/sign-in";
        options.ReturnUrlParameter = "returnUrl";
        options.AccessDeniedPath = "/status/403";
        options.Events.OnValidatePrincipal = Sessions.ValidateAsync;
    }
}
