using KeyCeremonyConsole.Web.Startup;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// How people sign in: with a name and a password kept here, or through the organisation's identity provider when the
/// configuration has a section AzureAd. Never both.
/// </summary>
/// <param name="IsLocal">With a name and a password kept here.</param>
/// <param name="Authority">An authority that is not Entra, or null.</param>
public sealed record SignInMode(bool IsLocal, Uri? Authority = null)
{
    public const string Section = "AzureAd";

    private static readonly string[] OfManyTenants = ["common", "organizations", "consumers"];

    /// <exception cref="StartException">The section is there, but cannot work.</exception>
    internal static SignInMode Of(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(Section);
        if (!section.GetChildren().Any(setting => setting.Value is { Length: > 0 }))
        {
            return new SignInMode(IsLocal: true);
        }

        string? generic = section["Authority"];
        return Problem(section) is { } problem
            ? throw new StartException($"The section {Section} of the configuration is not complete: {problem}")
            : new SignInMode(IsLocal: false, string.IsNullOrEmpty(generic) ? null : new Uri(generic));
    }

    /// <summary>Where a form may lead besides here: the provider, which a sign-out goes on to.</summary>
    internal static string[] FormTargets(IConfiguration configuration) =>
        Of(configuration).IsLocal ? [] : [AuthorityOf(configuration.GetSection(Section)).GetLeftPart(UriPartial.Authority)];

    /// <summary>Whether the provider may be asked without TLS, for one on the same machine.</summary>
    internal static bool RequiresHttps(IConfiguration configuration) =>
        configuration[$"{Section}:RequireHttpsMetadata"] is not { Length: > 0 } said || bool.Parse(said);

    private static Uri AuthorityOf(IConfiguration section) =>
        new(section["Authority"] is { Length: > 0 } generic ? generic : section["Instance"]!);

    private static string? Problem(IConfiguration section) =>
        string.IsNullOrWhiteSpace(section["ClientId"]) ? "set ClientId to the application's id."
        : section["RequireHttpsMetadata"] is { } https && !bool.TryParse(https, out _) ? "set RequireHttpsMetadata to true or false, or remove it."
        : section["Authority"] is { Length: > 0 } generic ? (IsWeb(generic) ? null : "set Authority to the provider's address, such as https://login.example.org/realms/main.")
        : !IsWeb(section["Instance"]) ? "set Instance to the provider's address, such as https://login.microsoftonline.com/, or Authority for a provider that is not Entra."
        : string.IsNullOrWhiteSpace(section["TenantId"]) ? "set TenantId to the tenant's id."
        : OfManyTenants.Contains(section["TenantId"]!.Trim(), StringComparer.OrdinalIgnoreCase) ? "set TenantId to your own tenant's id: with a name for many tenants, whoever manages any of them could give themselves a role here."
        : null;

    private static bool IsWeb(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
}
