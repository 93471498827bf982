using KeyCeremonyConsole.Ceremonies.OpenPgp;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>What a person may do. One person may hold several roles.</summary>
[Flags]
public enum Roles
{
    None = 0,
    Administrator = 1,
    Holder = 2,
    Auditor = 4,
}

/// <summary>Where a person stands with this console.</summary>
public enum PersonState
{
    /// <summary>Added, but has not yet set their password.</summary>
    Invited,
    Active,

    /// <summary>Can no longer sign in. Stays in rosters and in the audit log by name.</summary>
    Removed,
}

/// <summary>A person of this console.</summary>
/// <param name="Id">Their lasting id.</param>
/// <param name="Name">The name others see.</param>
/// <param name="SignInName">What they sign in with, unique without regard to case: a short name or an address.</param>
/// <param name="Roles">What they may do.</param>
/// <param name="State">Invited, active or removed.</param>
/// <param name="Created">When they were added.</param>
/// <param name="External">The subject at the identity provider (Entra: tenant and object id), or null for a local account.</param>
public sealed record Person(
    PersonId Id,
    string Name,
    string SignInName,
    Roles Roles,
    PersonState State,
    DateTimeOffset Created,
    string? External = null)
{
    /// <summary>What new shares can be encrypted to on their way to this person; null when they have given no key.</summary>
    public PgpKey? Pgp { get; init; }

    /// <summary>Their mail address; null when it is not known.</summary>
    public string? Address { get; init; }

    public bool Is(Roles role) => State is PersonState.Active && (Roles & role) == role;
}
