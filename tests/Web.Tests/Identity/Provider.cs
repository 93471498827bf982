using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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

    /// <summary>When the person last proved there who they are; a request that asks them to is such a moment.</summary>
    public DateTimeOffset AuthenticatedAt { get; set; } = TimeProvider.System.GetUtcNow();

    /// <summary>Whether it lets people through on their session there, whatever it is asked for.</summary>
    public bool LetsThrough { get; set; }

    /// <summary>Whether the person declines.</summary>
    public bool Declines { get; set; }

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
        provider = new Provider(app);
        await app.StartAsync(Xunit.TestContext.Current.CancellationToken);
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

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
        options.AddEventHandler<OpenIddictServerEvents.ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
        {
            if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
            {
                context.Reject(Errors.InvalidClient, "Who?");
            }

            return default;
        }));
        options.AddEventHandler<OpenIddictServerEvents.ValidateEndSessionRequestContext>(handler => handler.UseInlineHandler(_ => default));
        options.AddEventHandler<OpenIddictServerEvents.HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
        {
            if (provider().Declines)
            {
                context.Reject(Errors.AccessDenied, "Declined.");
            }
            else
            {
                if (context.Request.HasPromptValue(PromptValues.Login) && context.Request.MaxAge == 0 && !provider().LetsThrough)
                {
                    provider().AuthenticatedAt = TimeProvider.System.GetUtcNow();
                }

                context.SignIn(provider().Vouch(context.Request.GetScopes()));
            }

            return default;
        }));
    }

    private ClaimsPrincipal Vouch(IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity("provider", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, Subject).SetClaim(Claims.Name, Name).SetClaim(Claims.PreferredUsername, $"{Subject}@example.org");
        identity.SetClaim(Claims.AuthenticationTime, AuthenticatedAt.ToUnixTimeSeconds());
        identity.AddClaims(AppRoles.Select(role => new Claim("roles", role)));
        identity.SetScopes(scopes);
        identity.SetDestinations(_ => [Destinations.IdentityToken]);
        return new ClaimsPrincipal(identity);
    }
}
