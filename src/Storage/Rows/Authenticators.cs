using System.Text.Json;
using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.AspNetCore.Identity;

namespace KeyCeremonyConsole.Storage.Rows;

/// <summary>
/// Authenticators lie in ASP.NET Core Identity's own table of tokens, whole in one row. Its own rows would have the secret and
/// the recovery codes in the clear, and nothing against a second use.
/// </summary>
internal static class Authenticators
{
    public const string Provider = "kcc";
    public const string Name = "authenticator";

    public static object[] KeyOf(string person) => [person, Provider, Name];

    public static IdentityUserToken<string> NewRow(string person) => new() { UserId = person, LoginProvider = Provider, Name = Name };

    public static Authenticator? Read(string? value) => value is null ? null : JsonSerializer.Deserialize<Authenticator>(value);

    public static string Write(Authenticator authenticator) => JsonSerializer.Serialize(authenticator);
}
