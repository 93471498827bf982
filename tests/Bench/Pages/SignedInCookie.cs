using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KeyCeremonyConsole.Bench.Pages;

/// <summary>The cookie that the console itself would set; its keys lie in the data folder, so every process on it takes it.</summary>
/// <param name="Name">Of the cookie.</param>
/// <param name="Value">Of the cookie.</param>
internal sealed record SignedInCookie(string Name, string Value)
{
    public static async Task<SignedInCookie> MakeAsync(IServiceProvider console, PersonId person)
    {
        await using AsyncServiceScope scope = console.CreateAsyncScope();
        IdentityUser account = (await scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>().FindByIdAsync(person.Value))!;
        ClaimsPrincipal user = await scope.ServiceProvider.GetRequiredService<SignInManager<IdentityUser>>().CreateUserPrincipalAsync(account);
        CookieAuthenticationOptions cookies = console
            .GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(IdentityConstants.ApplicationScheme);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        AuthenticationProperties session = new() { IssuedUtc = now, ExpiresUtc = now.AddHours(1) };
        string value = cookies.TicketDataFormat.Protect(new AuthenticationTicket(user, session, IdentityConstants.ApplicationScheme));
        return new SignedInCookie(cookies.Cookie.Name!, value);
    }
}
