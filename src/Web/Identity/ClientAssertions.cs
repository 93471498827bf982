using System.Security.Cryptography.X509Certificates;
using KeyCeremonyConsole.Web.Startup;
using Microsoft.Identity.Abstractions;
using Microsoft.Identity.Web;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// How the console proves to the authority that it is this console, where it has no secret to send: with a certificate
/// (RFC 7523, section 2.2, "private_key_jwt"), or with what its host vouches for it (a federated credential). Described in
/// AzureAd:ClientCredentials as everywhere with Microsoft.Identity.Web, which also fetches them.
/// </summary>
internal sealed class ClientAssertions(CredentialDescription credential, ICredentialsLoader loader, TimeProvider clock)
{
    private const string Section = "ClientCredentials";
    private const string JwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);

    /// <returns>Null when none is described.</returns>
    /// <exception cref="StartException">There are several, or one that is none.</exception>
    public static CredentialDescription? Described(IConfigurationSection organisation)
    {
        IConfigurationSection[] all = [.. organisation.GetSection(Section).GetChildren()];
        if (all.Length == 0)
        {
            return null;
        }

        CredentialDescription? only = null;
        try
        {
            only = all[0].Get<CredentialDescription>();
        }
        catch (InvalidOperationException)
        {
            // Told below.
        }

        return all.Length == 1 && only is { CredentialType: CredentialType.Certificate or CredentialType.SignedAssertion }
            ? only
            : throw new StartException($"The section {SignInMode.Section}:{Section} must describe one certificate or signed assertion: set {SignInMode.Section}:{Section}:0:SourceType to Path, KeyVault, StoreWithThumbprint, SignedAssertionFilePath or SignedAssertionFromManagedIdentity, with its settings. A secret belongs into {SignInMode.Section}:ClientSecret.");
    }

    /// <summary>Puts it into a request to the authority.</summary>
    /// <param name="request">With the client's id in it.</param>
    /// <param name="audience">Whom it is for: the authority's token endpoint.</param>
    public async Task SignAsync(OpenIdConnectMessage request, string audience)
    {
        try
        {
            await loader.LoadCredentialsIfNeededAsync(credential, null);
            request.ClientAssertion = credential switch
            {
                { Certificate: { } certificate } => Signed(certificate, request.ClientId, audience),
                { CachedValue: ClientAssertionProviderBase host } => await host.GetSignedAssertionAsync(null),
                _ => throw new CredentialException("It was not found."),
            };
        }
        catch (Exception e) when (e is not CredentialException) // Files, stores, vaults, hosts: each has its own.
        {
            throw new CredentialException(e.Message, e);
        }

        request.ClientSecret = null;
        request.ClientAssertionType = JwtBearer;
    }

    /// <summary>What is described cannot be had, or used.</summary>
    internal sealed class CredentialException(string message, Exception? inner = null)
        : Exception($"The credential of {SignInMode.Section}:{Section} cannot be used: {message}", inner);

    private string Signed(X509Certificate2 certificate, string client, string audience)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = client,
            Audience = audience,
            Claims = new Dictionary<string, object> { ["sub"] = client, ["jti"] = Sessions.NewName() },
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lasts,
            SigningCredentials = new X509SigningCredentials(certificate, SecurityAlgorithms.RsaSha256),
        });
    }
}
