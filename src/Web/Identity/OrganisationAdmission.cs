using System.Globalization;
using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Identity.Web;
using Microsoft.IdentityModel.JsonWebTokens;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>
/// Whom the organisation vouches for, by a token that was found genuine: in with the roles of that token, for a new session
/// or as a proof in the one that asked for it. The token is looked at here and thrown away.
/// </summary>
internal static class OrganisationAdmission
{
    // What Entra wants to hear again at sign-out, and what it names the session by that it ends.
    private static readonly string[] Kept = ["login_hint", JwtRegisteredClaimNames.Sid];

    /// <summary>Written down, with the roles of this token, before the cookie is issued.</summary>
    /// <returns>Null when they are in.</returns>
    public static async Task<SignInTrouble?> AdmitAsync(TokenValidatedContext context)
    {
        IServiceProvider services = context.HttpContext.RequestServices;
        ClaimsPrincipal token = context.Principal!;
        string external = ExternalOf(token, context.SecurityToken.Issuer);
        string? act = Asked(context, OrganisationSignIn.ProvesFor);
        if (act is not null && await CheckProofAsync(context, external, act) is { } reason)
        {
            return new SignInTrouble(reason);
        }

        string signInName = token.FindFirstValue("preferred_username") ?? token.FindFirstValue(ClaimTypes.Email) ?? token.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
        SignInSession? begun = act is null ? services.GetRequiredService<Sessions>().Begin(context.HttpContext, default) : null;
        RoleGrants grants = services.GetRequiredService<RoleGrants>();
        Outcome<Person> outcome = await services.GetRequiredService<RecordSignIn>().ExternalAsync(
            external,
            token.FindFirstValue("name") ?? token.FindFirstValue(ClaimTypes.Name) ?? signInName,
            signInName,
            grants.Of(token),
            act is null ? "sign-in" : "proof",
            context.HttpContext.RequestAborted,
            begun,
            Asked(context, OrganisationSignIn.ArrivesWith) is { } code ? new Arrival(code, AddressesOf(token)) : null);
        if (!outcome.TryGet(out Person? person, out Refusal? refusal))
        {
            return new SignInTrouble(refusal.Code is "no-role" && grants.LeavesGroupsOut(context.SecurityToken.Claims) ? "too-many-groups" : refusal.Code);
        }

        string session = begun?.Id ?? Asked(context, OrganisationSignIn.ProvesSession)!;
        if (AuthenticatedAt(context) is { } at)
        {
            services.GetRequiredService<Proofs>().Give(person.Id, session, at, ContextsOf(context));
        }

        DateTimeOffset until = services.GetRequiredService<TimeProvider>().GetUtcNow() + SignInSession.Lasts;
        context.Principal = PersonClaims.PrincipalOf(
            person,
            OpenIdConnectDefaults.AuthenticationScheme,
            [
                new Claim(PersonClaims.Session, session),
                new Claim(PersonClaims.Until, until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
                .. context.SecurityToken.Claims.Where(claim => Kept.Contains(claim.Type)),
            ]);
        Array.ForEach(OrganisationSignIn.Asked, name => context.Properties!.Items.Remove(name)); // They have no place in the cookie.
        return null;
    }

    // A proof is of the person of the session that asked for it, given at the provider just now, and as strong as was asked for.
    private static async Task<string?> CheckProofAsync(TokenValidatedContext context, string external, string act)
    {
        IServiceProvider services = context.HttpContext.RequestServices;
        Person? person = await services.GetRequiredService<IConsoleStore>().FindPersonAsync(new PersonId(Asked(context, OrganisationSignIn.ProvesPerson)!), CancellationToken.None);
        string? reason = person?.External != external ? "other-person"
            : AuthenticatedAt(context) is not { } at || services.GetRequiredService<TimeProvider>().GetUtcNow() - at >= FreshProof.Lasts ? "not-fresh"
            : services.GetRequiredService<StepUpContexts>().For(act) is { } needed && !ContextsOf(context).Contains(needed) ? "no-context"
            : null;
        if (reason is not null)
        {
            string sentence = reason is "no-context"
                ? "The organisation's provider did not say that the authentication context was met."
                : "What the organisation's provider said is no fresh proof of them.";
            await services.GetRequiredService<RecordSignIn>().RunAsync(person?.SignInName ?? "", person, reason, sentence, "proof");
        }

        return reason;
    }

    // What a person can sign in with there. None of them can be chosen by the person; and an invitation's code comes besides.
    private static IReadOnlyList<string> AddressesOf(ClaimsPrincipal token) =>
        [.. token.Claims.Where(c => c.Type is "preferred_username" or "email" or "upn" or ClaimTypes.Email or ClaimTypes.Upn).Select(c => c.Value)];

    private static string? Asked(TokenValidatedContext context, string name) =>
        context.Properties?.Items.TryGetValue(name, out string? value) == true ? value : null;

    private static IEnumerable<string> ContextsOf(TokenValidatedContext context)
    {
        string claim = context.HttpContext.RequestServices.GetRequiredService<StepUpContexts>().Claim;
        return context.SecurityToken.Claims.Where(said => said.Type == claim).Select(said => said.Value);
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
}
