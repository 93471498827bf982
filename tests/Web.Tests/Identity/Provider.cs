using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace KeyCeremonyConsole.Web.Tests.Identity;

/// <summary>An OpenID Connect provider on loopback that vouches for whoever it is told to.</summary>
internal sealed class Provider : IAsyncDisposable
{
    public const string ClientId = "console";
    public const string ClientSecret = "only for tests";

    private readonly WebApplication _app;

    private Provider(WebApplication app) => _app = app;

    public string Authority => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/realms/main/";

    /// <summary>The subject whom the next sign-in is for.</summary>
    public string Subject { get; set; } = "7f3";

    public string Name { get; set; } = "Grace Hopper";

    /// <summary>Its app roles.</summary>
    public string[] AppRoles { get; set; } = [];

    /// <summary>The ids of its groups.</summary>
    public string[] Groups { get; set; } = [];

    /// <summary>Whether there are more groups than fit into a token.</summary>
    public bool LeavesGroupsOut { get; set; }

    /// <summary>Its name of the session there.</summary>
    public string Sid { get; set; } = "a-session-there";

    /// <summary>When the person last proved there who they are; a request that asks them to is such a moment.</summary>
    public DateTimeOffset AuthenticatedAt { get; set; } = TimeProvider.System.GetUtcNow();

    /// <summary>Whether it lets people through on their session there, whatever it is asked for.</summary>
    public bool LetsThrough { get; set; }

    /// <summary>The authentication contexts that it can be asked to see to, as Entra's conditional access.</summary>
    public string[] Contexts { get; set; } = [];

    /// <summary>What it answers instead of signing somebody in.</summary>
    public (string Error, string Description)? Rejection { get; set; }

    /// <summary>What else is to become of an id token before it is signed.</summary>
    public Action<SecurityTokenDescriptor>? Bend { get; set; }

    /// <summary>Whose signature or words prove that a client is the console; the secret does when this is null.</summary>
    public Func<string, Task<bool>>? Recognises { get; set; }

    /// <summary>The last request to sign somebody in, and to sign somebody out.</summary>
    public OpenIddictRequest? Asked { get; private set; }

    public OpenIddictRequest? Left { get; private set; }

    public static async Task<Provider> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Provider? provider = null;
        builder.Services.AddOpenIddict().AddServer(options => Configure(options, () => provider!));
        WebApplication app = builder.Build();
        app.UsePathBase("/realms/main");
        app.UseRouting();
        app.UseAuthentication();
        app.MapGet("/signed-out-here", SignedOutPage);
        provider = new Provider(app);
        await app.StartAsync(Xunit.TestContext.Current.CancellationToken);
        return provider;
    }

    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Whether it is a fresh JWT that this certificate signed for this provider (RFC 7523, section 3).</summary>
    public async Task<bool> IsSignedByAsync(X509SecurityKey key, string assertion)
    {
        TokenValidationResult checkedNow = await new JsonWebTokenHandler().ValidateTokenAsync(assertion, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidIssuer = ClientId,
            ValidAudience = Authority + "token",
        });
        return checkedNow.IsValid && checkedNow.ClaimsIdentity.FindFirst("sub")?.Value == ClientId && checkedNow.ClaimsIdentity.HasClaim(claim => claim.Type == "jti");
    }

    // Somebody signed out here: the page that tells all clients so, each in a frame.
    private static IResult SignedOutPage(string console, string sid) => Results.Content(
        $"<!doctype html><title>Signed out</title><p>Signed out everywhere.</p><iframe src=\"{Uri.EscapeDataString(console).Replace("%3A", ":", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal)}/signout-oidc?sid={Uri.EscapeDataString(sid)}\"></iframe>",
        "text/html");

    // Degraded mode: no store of clients; the handlers below decide.
    private static void Configure(OpenIddictServerBuilder options, Func<Provider> provider)
    {
        options.SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token").SetEndSessionEndpointUris("logout");
        options.AllowAuthorizationCodeFlow().AllowRefreshTokenFlow();
        options.RegisterScopes(Scopes.Profile, Scopes.OfflineAccess);
        options.EnableDegradedMode();
        options.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
        options.UseAspNetCore().DisableTransportSecurityRequirement();
        options.AddEventHandler<OpenIddictServerEvents.ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(_ => default));
        options.AddEventHandler<OpenIddictServerEvents.ValidateTokenRequestContext>(handler => handler.UseInlineHandler(async context =>
        {
            bool known = provider().Recognises is { } recognises
                ? context.ClientSecret is null && await recognises(context.Request.ClientAssertion ?? "")
                : context.ClientId == ClientId && context.ClientSecret == ClientSecret;
            if (!known)
            {
                context.Reject(Errors.InvalidClient, "Who?");
            }
        }));
        options.AddEventHandler<OpenIddictServerEvents.ProcessAuthenticationContext>(handler => handler
            .UseInlineHandler(context =>
            {
                context.ValidateClientAssertion = false; // The one above does.
                return default;
            })
            .SetOrder(OpenIddictServerHandlers.EvaluateValidatedTokens.Descriptor.Order + 500));
        options.AddEventHandler<OpenIddictServerEvents.ValidateEndSessionRequestContext>(handler => handler.UseInlineHandler(_ => default));
        options.AddEventHandler<OpenIddictServerEvents.HandleEndSessionRequestContext>(handler => handler.UseInlineHandler(context =>
        {
            provider().Left = context.Request;
            context.SignOut();
            return default;
        }));
        options.AddEventHandler<OpenIddictServerEvents.HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
        {
            provider().Answer(context);
            return default;
        }));
        options.AddEventHandler<OpenIddictServerEvents.GenerateTokenContext>(handler => handler
            .UseInlineHandler(context =>
            {
                if (context.TokenType.EndsWith("id_token", StringComparison.Ordinal))
                {
                    provider().Bend?.Invoke(context.SecurityTokenDescriptor);
                }

                return default;
            })
            .SetOrder(OpenIddictServerHandlers.Protection.GenerateIdentityModelToken.Descriptor.Order - 500));
    }

    private void Answer(OpenIddictServerEvents.HandleAuthorizationRequestContext context)
    {
        Asked = context.Request;
        if (Rejection is var (error, description))
        {
            context.Reject(error, description);
            return;
        }

        if (context.Request.HasPromptValue(PromptValues.Login) && context.Request.MaxAge == 0 && !LetsThrough)
        {
            AuthenticatedAt = TimeProvider.System.GetUtcNow();
        }

        context.SignIn(Vouch(context.Request.GetScopes(), ContextAsked(context.Request)));
    }

    private ClaimsPrincipal Vouch(IEnumerable<string> scopes, string? context)
    {
        var identity = new ClaimsIdentity("provider", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, Subject).SetClaim(Claims.Name, Name).SetClaim(Claims.PreferredUsername, $"{Subject}@example.org");
        identity.SetClaim(Claims.AuthenticationTime, AuthenticatedAt.ToUnixTimeSeconds());
        identity.SetClaim("sid", Sid).SetClaim("login_hint", $"hint-of-{Subject}");
        identity.AddClaims(AppRoles.Select(role => new Claim("roles", role)));
        identity.AddClaims(LeavesGroupsOut ? [new Claim("_claim_names", """{"groups":"src1"}""", JsonClaimValueTypes.Json)] : Groups.Select(group => new Claim("groups", group)));
        identity.AddClaims(Contexts.Where(known => known == context).Select(met => new Claim("acrs", met)));
        identity.SetScopes(scopes);
        identity.SetDestinations(_ => [Destinations.IdentityToken]);
        return new ClaimsPrincipal(identity);
    }

    // {"id_token":{"acrs":{"essential":true,"value":"c1"}}}
    private static string? ContextAsked(OpenIddictRequest request) =>
        (string?)request["claims"] is { Length: > 0 } json
        && JsonDocument.Parse(json).RootElement.GetProperty("id_token").GetProperty("acrs") is var asked
        && asked.GetProperty("essential").GetBoolean() ? asked.GetProperty("value").GetString() : null;
}
