using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Identity.Web;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>Sign-in through the organisation's OpenID Connect provider; app roles of the token are roles here.</summary>
internal static class OrganisationSignIn
{
    /// <returns>The scheme of the cookie.</returns>
    public static string AddOrganisationSignIn(this IServiceCollection services, IConfiguration configuration, SignInMode mode)
    {
        IConfigurationSection section = configuration.GetSection(SignInMode.Section);
        services.AddAuthentication(OpenIdConnectDefaults.AuthenticationScheme).AddMicrosoftIdentityWebApp(section);

        // After Microsoft.Identity.Web's own, which does not copy the first and appends /v2.0 to the second.
        services.Configure<OpenIdConnectOptions>(OpenIdConnectDefaults.AuthenticationScheme, options =>
        {
            options.RequireHttpsMetadata = SignInMode.RequiresHttps(configuration);
            if (mode.Authority is not null)
            {
                options.Authority = mode.Authority.ToString();
                options.TokenValidationParameters.IssuerValidator = null; // The issuer of the discovery document, then.
            }

            if (section["ResponseType"] is null && section["ClientSecret"] is { Length: > 0 })
            {
                options.ResponseType = OpenIdConnectResponseType.Code;
            }

            Follow(options.Events);
        });
        return CookieAuthenticationDefaults.AuthenticationScheme;
    }

    private static void Follow(OpenIdConnectEvents events)
    {
        Func<TokenValidatedContext, Task> validated = events.OnTokenValidated;
        events.OnTokenValidated = async context =>
        {
            await validated(context);
            await AdmitAsync(context);
        };

        Func<RedirectContext, Task> redirect = events.OnRedirectToIdentityProvider;
        events.OnRedirectToIdentityProvider = context =>
        {
            if (!context.Request.Path.StartsWithSegments("/hubs") && !context.Request.Path.StartsWithSegments("/_blazor"))
            {
                return redirect(context);
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized; // A script cannot follow to a sign-in page.
            context.HandleResponse();
            return Task.CompletedTask;
        };

        events.OnAccessDenied = context => TurnAway(context, "cancelled");
        events.OnRemoteFailure = context =>
        {
            context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OrganisationSignIn))
                .LogWarning(context.Failure, "A sign-in through the organisation failed.");
            return TurnAway(context, "failed");
        };
    }

    // Written down, with the roles of this token, before the cookie is issued.
    private static async Task AdmitAsync(TokenValidatedContext context)
    {
        ClaimsPrincipal token = context.Principal!;
        string signInName = token.FindFirstValue("preferred_username") ?? token.FindFirstValue(ClaimTypes.Email) ?? token.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
        Outcome<Person> outcome = await context.HttpContext.RequestServices.GetRequiredService<RecordSignIn>().ExternalAsync(
            ExternalOf(token, context.SecurityToken.Issuer),
            token.FindFirstValue("name") ?? token.FindFirstValue(ClaimTypes.Name) ?? signInName,
            signInName,
            RolesOf(token),
            context.HttpContext.RequestAborted);
        if (outcome.TryGet(out Person? person, out Refusal? refusal))
        {
            // What the provider wants to hear again at sign-out.
            context.Principal = PersonClaims.PrincipalOf(person, OpenIdConnectDefaults.AuthenticationScheme, token.FindAll("login_hint"));
            return;
        }

        await TurnAway(context, refusal.Code);
    }

    // Entra's "sub" differs from application to application; tenant and object id do not.
    private static string ExternalOf(ClaimsPrincipal token, string issuer) =>
        token.GetTenantId() is { } tenant && token.GetObjectId() is { } person
            ? $"{tenant}/{person}"
            : $"{issuer}#{token.FindFirstValue(ClaimTypes.NameIdentifier)}";

    private static Roles RolesOf(ClaimsPrincipal token) =>
        token.Claims
            .Where(claim => claim.Type is ClaimTypes.Role or "roles" or "role")
            .Aggregate(Roles.None, (roles, claim) => roles | RoleOf(claim.Value));

    private static Roles RoleOf(string appRole) => appRole.ToLowerInvariant() switch
    {
        Policies.Administrator => Roles.Administrator,
        Policies.Holder => Roles.Holder,
        Policies.Auditor => Roles.Auditor,
        _ => Roles.None,
    };

    private static Task TurnAway<TOptions>(HandleRequestContext<TOptions> context, string reason)
        where TOptions : AuthenticationSchemeOptions
    {
        context.Response.Redirect($"/not-allowed?reason={Uri.EscapeDataString(reason)}");
        context.HandleResponse();
        return Task.CompletedTask;
    }
}
