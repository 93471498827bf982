using System.Globalization;
using System.Security.Claims;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Identity;

/// <summary>Who is signed in, the same for local accounts and for the organisation's.</summary>
public static class PersonClaims
{
    /// <summary>The claim that names the <see cref="PersonId"/>; set at sign-in in both modes.</summary>
    public const string Person = "kcc:person";

    /// <summary>The claim that names the session: one sign-in in one browser. It opens nothing by itself.</summary>
    public const string Session = "kcc:session";

    /// <summary>The claim that says when the organisation is asked again who they are: Unix seconds. Local sessions have none.</summary>
    public const string Until = "kcc:until";

    // What belongs to the session and outlives a change of the person's roles.
    private static readonly string[] OfSession = [Session, Until, "login_hint", "sid"];

    /// <summary>The person, or an id that belongs to nobody: trips refuse it in words.</summary>
    public static PersonId Id(this ClaimsPrincipal user) => new(user.FindFirstValue(Person) ?? "");

    /// <summary>The session, or null for nobody's.</summary>
    public static string? SessionId(this ClaimsPrincipal user) => user.FindFirstValue(Session);

    /// <summary>The person behind the circuit, asked anew each time.</summary>
    public static async Task<PersonId> PersonIdAsync(this AuthenticationStateProvider provider) =>
        (await provider.GetAuthenticationStateAsync()).User.Id();

    /// <summary>What a cookie says of a person.</summary>
    /// <param name="person">Who.</param>
    /// <param name="scheme">How they signed in.</param>
    /// <param name="besides">What the scheme itself must find again.</param>
    internal static ClaimsPrincipal PrincipalOf(Person person, string scheme, IEnumerable<Claim> besides)
    {
        Claim[] claims =
        [
            new(Person, person.Id.Value),
            new(ClaimTypes.NameIdentifier, person.Id.Value), // Antiforgery tokens are bound to it.
            new(ClaimTypes.Name, person.Name),
            .. Enum.GetValues<Roles>()
                .Where(role => role is not Roles.None && person.Roles.HasFlag(role))
                .Select(role => new Claim(ClaimTypes.Role, PolicyOf(role))),
            .. besides,
        ];
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme, ClaimTypes.Name, ClaimTypes.Role));
    }

    /// <summary>What of a cookie belongs to the session, not to the person.</summary>
    internal static IEnumerable<Claim> SessionClaims(this ClaimsPrincipal user) => user.FindAll(claim => OfSession.Contains(claim.Type));

    /// <summary>Whether it is time to ask the organisation again.</summary>
    internal static bool IsOver(this ClaimsPrincipal user, DateTimeOffset now) =>
        user.FindFirstValue(Until) is { } until
        && !(long.TryParse(until, CultureInfo.InvariantCulture, out long seconds) && now < DateTimeOffset.FromUnixTimeSeconds(seconds));

    /// <summary>Whether the cookie still says what is true of the person.</summary>
    internal static bool Describes(this ClaimsPrincipal user, Person person) =>
        user.Id() == person.Id
        && user.FindFirstValue(ClaimTypes.Name) == person.Name
        && Enum.GetValues<Roles>().All(role => role is Roles.None || user.IsInRole(PolicyOf(role)) == person.Roles.HasFlag(role));

    private static string PolicyOf(Roles role) => role switch
    {
        Roles.Administrator => Policies.Administrator,
        Roles.Holder => Policies.Holder,
        _ => Policies.Auditor,
    };
}
