using KeyCeremonyConsole.Storage;
using KeyCeremonyConsole.Web.Account;
using Microsoft.AspNetCore.Identity;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>Sign-in with a passkey, or with a name and a password, kept here.</summary>
internal static class LocalSignInServices
{
    private const int WrongPasswords = 5;

    // OWASP, Password Storage Cheat Sheet: PBKDF2-HMAC-SHA512.
    private const int HashIterations = 210_000;

    private static readonly TimeSpan LockedOut = TimeSpan.FromMinutes(5);

    /// <returns>The scheme of the cookie.</returns>
    public static string AddLocalSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddLocalAccounts(options =>
            {
                options.Lockout.MaxFailedAccessAttempts = WrongPasswords;
                options.Lockout.DefaultLockoutTimeSpan = LockedOut;
            })
            .AddClaimsPrincipalFactory<AccountPrincipals>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = HashIterations);
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddPasskeys(configuration);
        services.AddScoped<PasswordCheck>();
        services.AddScoped<LocalSignIn>();
        services.AddScoped<GiveProof>();
        services.AddScoped<ChangePassword>();
        return IdentityConstants.ApplicationScheme;
    }
}
