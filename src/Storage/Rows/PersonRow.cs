using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;

namespace KeyCeremonyConsole.Storage.Rows;

internal sealed class PersonRow
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string SignInName { get; init; }

    /// <summary>The sign-in name without regard to case. Unique.</summary>
    public required string SignInKey { get; init; }

    public required Roles Roles { get; init; }
    public required PersonState State { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required string? External { get; init; }
    public required string? Address { get; init; }
    public required string? PgpFingerprint { get; init; }

    /// <summary>The key in base64.</summary>
    public required string? PgpKey { get; init; }

    public static PersonRow Of(Person p) => new()
    {
        Id = p.Id.Value,
        Name = p.Name,
        SignInName = p.SignInName,
        SignInKey = KeyOf(p.SignInName),
        Roles = p.Roles,
        State = p.State,
        Created = p.Created,
        External = p.External,
        Address = p.Address,
        PgpFingerprint = p.Pgp?.Fingerprint,
        PgpKey = p.Pgp?.Base64,
    };

    /// <summary>The same form that Identity's UpperInvariantLookupNormalizer makes.</summary>
    public static string KeyOf(string signInName) => signInName.Normalize().ToUpperInvariant();

    public Person ToPerson() => new(new PersonId(Id), Name, SignInName, Roles, State, Created, External)
    {
        Address = Address,
        Pgp = PgpColumns.Read(PgpFingerprint, PgpKey),
    };
}
