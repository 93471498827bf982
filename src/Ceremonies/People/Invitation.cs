namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>A one-time, expiring link for a named person, who begins their account with it, here or with that of their organisation.</summary>
/// <param name="CodeHash">SHA-256 of the 32 random bytes in the link; the link itself is never stored.</param>
/// <param name="Person">Whom it invites.</param>
/// <param name="By">Who invited.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">After this moment it opens nothing.</param>
/// <param name="Closed">When it was used or revoked; null while it can be used.</param>
public sealed record Invitation(
    string CodeHash,
    PersonId Person,
    PersonId By,
    DateTimeOffset Created,
    DateTimeOffset Expires,
    DateTimeOffset? Closed)
{
    /// <summary>The address that the organisation must say is theirs; null for an account that is kept here.</summary>
    public string? Address { get; init; }
}

/// <summary>The local account of a person, begun when they accept an invitation or set the console up. Whatever they had before is gone.</summary>
/// <param name="Person">Whose.</param>
/// <param name="SignInName">As in <see cref="People.Person"/>.</param>
/// <param name="PasswordHash">As ASP.NET Core Identity's hasher made it, never the password; null for someone who has a passkey.</param>
public sealed record NewAccount(PersonId Person, string SignInName, string? PasswordHash);

/// <summary>Another password for an account that goes on; sessions end, passkeys stay.</summary>
public sealed record NewPassword(PersonId Person, string PasswordHash);
