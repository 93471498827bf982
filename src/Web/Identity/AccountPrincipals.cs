using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>From an account to the person it belongs to; names and roles are the person's.</summary>
internal sealed class AccountPrincipals(IConsoleStore store, IOptions<IdentityOptions> options) : IUserClaimsPrincipalFactory<IdentityUser>
{
    public async Task<ClaimsPrincipal> CreateAsync(IdentityUser user)
    {
        Person person = await store.FindPersonAsync(new PersonId(user.Id), CancellationToken.None)
            ?? throw new InvalidOperationException("An account without a person.");
        Claim stamp = new(options.Value.ClaimsIdentity.SecurityStampClaimType, user.SecurityStamp ?? "");
        return PersonClaims.PrincipalOf(person, IdentityConstants.ApplicationScheme, [stamp]);
    }
}
