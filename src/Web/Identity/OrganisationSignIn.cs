using System.Security.Claims;
using System.Text.Json;
using KeyCeremonyConsole.Web.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Identity.Web;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// The way to the organisation's OpenID Connect provider and back: to sign in, to prove once more that it is still the same
/// person, to sign out. Who is let in is <see cref="OrganisationAdmission"/>'s to say. No token is kept.
/// </summary>
internal static class OrganisationSignIn
{
    // In the state that goes to the provider and comes back, protected.
    internal const string ProvesSession = "kcc:proves-session";
    internal const string ProvesPerson = "kcc:proves-person";
    internal const string ProvesFor = "kcc:proves-for";
    internal const string ArrivesWith = "kcc:arrives-with";

    /// <summary>All that a question has in it besides what the handler puts there.</summary>
    internal static readonly string[] Asked = [ProvesSession, ProvesPerson, ProvesFor, ArrivesWith, ClaimsRequest];

    private const string Scheme = OpenIdConnectDefaults.AuthenticationScheme;
    private const string ClaimsRequest = "claims"; // Microsoft.Identity.Web sends what stands under this name.
    private const string LogoutHint = "logout_hint";

    /// <returns>The scheme of the cookie.</returns>
    public static string AddOrganisationSignIn(this IServiceCollection services, IConfiguration configuration, SignInMode mode)
    {
        IConfigurationSection section = configuration.GetSection(SignInMode.Section);
        services.AddAuthentication(Scheme).AddMicrosoftIdentityWebApp(section);
        services.AddSingleton(RoleGrants.Of(section));
        services.AddExceptionHandler<AuthorityOutage>();
        bool asserts = AddClientAssertions(services, section);

        // After Microsoft.Identity.Web's own, which does not copy the first and appends /v2.0 to the second.
        services.Configure<OpenIdConnectOptions>(Scheme, options =>
        {
            options.RequireHttpsMetadata = SignInMode.RequiresHttps(configuration);
            if (mode.Authority is not null)
            {
                options.Authority = mode.Authority.ToString();
                options.TokenValidationParameters.IssuerValidator = null; // The issuer of the discovery document, then.
            }

            if (section["ResponseType"] is null && (asserts || section["ClientSecret"] is { Length: > 0 }))
            {
                options.ResponseType = OpenIdConnectResponseType.Code;
            }

            Follow(options.Events, asserts);
        });
        return CookieAuthenticationDefaults.AuthenticationScheme;
    }

    /// <summary>
    /// The way to the provider: to sign in, where another account may be chosen; with an invitation, to become the person whom it is for; or, with the name of an act, to prove once more
    /// for it that it is still the same person.
    /// </summary>
    public static void MapOrganisation(this RouteGroupBuilder account) =>
        account.MapGet("/challenge", ChallengeHttpResult (HttpContext context, StepUpContexts contexts, string? returnUrl, string? prove, string? invitation, bool? another) =>
        {
            AuthenticationProperties way = prove is not null && context.User.SessionId() is { } session
                ? ProofFor(prove, context.User, session, contexts)
                : invitation is not null ? ArrivalWith(invitation)
                : new OpenIdConnectChallengeProperties { RedirectUri = SignInPage.LocalOr(returnUrl, "/"), Prompt = another is true ? OpenIdConnectPrompt.SelectAccount : null };
            return TypedResults.Challenge(way, [Scheme]);
        }).AllowAnonymous();

    // Whichever account the browser has open at the provider: it must be the one that the invitation is bound to.
    private static OpenIdConnectChallengeProperties ArrivalWith(string invitation) => new()
    {
        RedirectUri = "/",
        Prompt = OpenIdConnectPrompt.SelectAccount,
        Items = { [ArrivesWith] = invitation },
    };

    private static OpenIdConnectChallengeProperties ProofFor(string act, ClaimsPrincipal user, string session, StepUpContexts contexts)
    {
        OpenIdConnectChallengeProperties way = new()
        {
            RedirectUri = ProvedPage.Path,
            Prompt = OpenIdConnectPrompt.Login,
            MaxAge = TimeSpan.Zero,
            Items = { [ProvesPerson] = user.Id().Value, [ProvesSession] = session, [ProvesFor] = act },
        };
        if (user.FindFirstValue(OpenIdConnectParameterNames.LoginHint) is { } hint)
        {
            way.SetParameter(OpenIdConnectParameterNames.LoginHint, hint);
        }

        if (contexts.For(act) is { } context)
        {
            way.Items[ClaimsRequest] = Request(contexts.Claim, context);
        }

        return way;
    }

    // OpenID Connect Core 1.0, section 5.5: {"id_token":{"acrs":{"essential":true,"value":"c1"}}}.
    private static string Request(string claim, string value) => JsonSerializer.Serialize(
        new Dictionary<string, object> { ["id_token"] = new Dictionary<string, object> { [claim] = new { essential = true, value } } });

    private static bool AddClientAssertions(IServiceCollection services, IConfigurationSection section)
    {
        if (ClientAssertions.Described(section) is not { } credential)
        {
            return false;
        }

        services.AddSingleton(s => new ClientAssertions(
            credential, new DefaultCredentialsLoader(s.GetRequiredService<ILogger<DefaultCredentialsLoader>>()), s.GetRequiredService<TimeProvider>()));
        return true;
    }

    private static void Follow(OpenIdConnectEvents events, bool asserts)
    {
        Func<TokenValidatedContext, Task> validated = events.OnTokenValidated;
        events.OnTokenValidated = async context =>
        {
            await validated(context);
            if (await OrganisationAdmission.AdmitAsync(context) is { } trouble)
            {
                TurnAway(context, trouble, context.Properties);
            }
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

        events.OnAccessDenied = async context => TurnAway(context, await SignInTrouble.OfAsync(context.Request), context.Properties);
        events.OnRemoteFailure = async context =>
        {
            context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OrganisationSignIn))
                .LogWarning(context.Failure, "A sign-in through the organisation failed.");
            SignInTrouble trouble = SignInTrouble.Of(context.Failure);
            TurnAway(context, trouble.Reason is "failed" or "cancelled" ? await SignInTrouble.OfAsync(context.Request) : trouble, context.Properties);
        };
        FollowOut(events);
        if (asserts)
        {
            Sign(events);
        }
    }

    // Both ways: a sign-out here goes on to the provider, and one there ends the sessions here that it began.
    private static void FollowOut(OpenIdConnectEvents events)
    {
        Func<RedirectContext, Task> leave = events.OnRedirectToIdentityProviderForSignOut;
        events.OnRedirectToIdentityProviderForSignOut = async context =>
        {
            await leave(context);

            // In place of the id token, which is not kept (OpenID Connect RP-Initiated Logout 1.0, section 2).
            context.ProtocolMessage.ClientId ??= context.Options.ClientId;
            if (context.HttpContext.User.FindFirstValue(OpenIdConnectParameterNames.LoginHint) is { } hint)
            {
                context.ProtocolMessage.SetParameter(LogoutHint, hint);
            }
        };

        // From a frame at the provider, which no cookie of ours comes with (OpenID Connect Front-Channel Logout 1.0, section 3).
        events.OnRemoteSignOut = context =>
        {
            if (context.ProtocolMessage?.Sid is { Length: > 0 } sid)
            {
                context.HttpContext.RequestServices.GetRequiredService<Sessions>().EndOfProvider(sid);
            }

            return Task.CompletedTask;
        };
    }

    private static void Sign(OpenIdConnectEvents events)
    {
        events.OnAuthorizationCodeReceived = async context => await SignAsync(context.HttpContext, context.Options, context.TokenEndpointRequest!);
        events.OnPushAuthorization = async context =>
        {
            await SignAsync(context.HttpContext, context.Options, context.ProtocolMessage);
            context.HandleClientAuthentication();
        };
    }

    private static async Task SignAsync(HttpContext context, OpenIdConnectOptions options, OpenIdConnectMessage request)
    {
        OpenIdConnectConfiguration authority = await options.ConfigurationManager!.GetConfigurationAsync(context.RequestAborted);
        await context.RequestServices.GetRequiredService<ClientAssertions>().SignAsync(request, authority.TokenEndpoint);
    }

    private static void TurnAway<TOptions>(HandleRequestContext<TOptions> context, SignInTrouble trouble, AuthenticationProperties? asked)
        where TOptions : AuthenticationSchemeOptions
    {
        string? act = null;
        asked?.Items.TryGetValue(ProvesFor, out act);
        context.Response.Redirect(NotAllowedPage.For(trouble.Reason, trouble.Number, act));
        context.HandleResponse();
    }
}
