using KeyCeremonyConsole.Storage;
using KeyCeremonyConsole.Web.Account;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>Sign-in with a passkey, or with a name and a password, kept here.</summary>
internal static class LocalSignInServices
{
    private const int WrongPasswords = 5;

    // OWASP, Password Storage Cheat Sheet: PBKDF2-HMAC-SHA512.
    private const int HashIterations = 210_000;

    private static readonly TimeSpan LockedOut = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan SecondFactorLasts = TimeSpan.FromMinutes(5);

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
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme, options =>
        {
            options.Cookie.Name = "kcc-second";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = SecondFactorLasts;
            options.SlidingExpiration = false;
        });
        services.AddPasskeys(configuration);
        services.AddScoped<PasswordCheck>();
        services.AddSingleton<AuthenticatorDesk>();
        services.AddSingleton<SecondFactor>();
        services.AddScoped<LocalSignIn>();
        services.AddScoped<GiveProof>();
        services.AddScoped<ChangePassword>();
        return IdentityConstants.ApplicationScheme;
    }
}
