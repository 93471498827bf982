using System.Globalization;
using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Identity.Web;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>Sign-in through the organisation's OpenID Connect provider; app roles of the token are roles here.</summary>
internal static class OrganisationSignIn
{
    // In the state that goes to the provider and comes back, protected.
    private const string ProvesSession = "kcc:proves-session";
    private const string ProvesPerson = "kcc:proves-person";

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

    /// <summary>The way to the provider: to sign in, or to prove once more that it is still the same person.</summary>
    public static void MapOrganisation(this RouteGroupBuilder account) =>
        account.MapGet("/challenge", (HttpContext context, string? returnUrl, string? prove) => prove is not null && context.User.SessionId() is { } session
            ? TypedResults.Challenge(ProofOf(context.User.Id(), session), [OpenIdConnectDefaults.AuthenticationScheme])
            : TypedResults.Challenge(new() { RedirectUri = SignInPage.LocalOr(returnUrl, "/") }, [OpenIdConnectDefaults.AuthenticationScheme])).AllowAnonymous();

    private static OpenIdConnectChallengeProperties ProofOf(PersonId person, string session) => new()
    {
        RedirectUri = ProvedPage.Path,
        Prompt = OpenIdConnectPrompt.Login,
        MaxAge = TimeSpan.Zero,
        Items = { [ProvesPerson] = person.Value, [ProvesSession] = session },
    };

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
        string external = ExternalOf(token, context.SecurityToken.Issuer);
        string? proves = context.Properties?.Items.TryGetValue(ProvesSession, out string? asked) == true ? asked : null;
        if (proves is not null && await CheckProofAsync(context, external) is { } reason)
        {
            await TurnAway(context, reason);
            return;
        }

        string signInName = token.FindFirstValue("preferred_username") ?? token.FindFirstValue(ClaimTypes.Email) ?? token.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
        Outcome<Person> outcome = await context.HttpContext.RequestServices.GetRequiredService<RecordSignIn>().ExternalAsync(
            external,
            token.FindFirstValue("name") ?? token.FindFirstValue(ClaimTypes.Name) ?? signInName,
            signInName,
            RolesOf(token),
            proves is null ? "sign-in" : "proof",
            context.HttpContext.RequestAborted);
        if (!outcome.TryGet(out Person? person, out Refusal? refusal))
        {
            await TurnAway(context, refusal.Code);
            return;
        }

        string session = proves ?? LocalSignIn.NewSession();
        if (AuthenticatedAt(context) is { } at)
        {
            context.HttpContext.RequestServices.GetRequiredService<Proofs>().Give(person.Id, session, at);
        }

        // Besides, what the provider wants to hear again at sign-out.
        context.Principal = PersonClaims.PrincipalOf(
            person, OpenIdConnectDefaults.AuthenticationScheme, [new Claim(PersonClaims.Session, session), .. token.FindAll("login_hint")]);
    }

    // A proof is of the person of the session that asked for it, and given at the provider just now.
    private static async Task<string?> CheckProofAsync(TokenValidatedContext context, string external)
    {
        IServiceProvider services = context.HttpContext.RequestServices;
        Person? person = await services.GetRequiredService<IConsoleStore>().FindPersonAsync(new PersonId(context.Properties!.Items[ProvesPerson]!), CancellationToken.None);
        string? reason = person?.External != external ? "other-person"
            : AuthenticatedAt(context) is not { } at || services.GetRequiredService<TimeProvider>().GetUtcNow() - at >= FreshProof.Lasts ? "not-fresh"
            : null;
        if (reason is not null)
        {
            await services.GetRequiredService<RecordSignIn>().RunAsync(person?.SignInName ?? "", person, reason, "What the organisation's provider said is no fresh proof of them.", "proof");
        }

        return reason;
    }

    // When the person themselves did something there; who was just let through has proved nothing. Its clock may be ahead of ours.
    private static DateTimeOffset? AuthenticatedAt(TokenValidatedContext context)
    {
        DateTimeOffset now = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return long.TryParse(context.SecurityToken.Claims.FirstOrDefault(claim => claim.Type == "auth_time")?.Value, CultureInfo.InvariantCulture, out long seconds)
            && DateTimeOffset.FromUnixTimeSeconds(seconds) is var at
            ? (at < now ? at : now)
            : null;
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
