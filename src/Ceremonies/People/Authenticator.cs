namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>
/// Somebody's authenticator app (RFC 6238), which the password alone does not do without, and the recovery codes for the day
/// on which it is lost.
/// </summary>
/// <param name="Key">The secret that the app has as well, encrypted by whoever checks its codes; never the secret itself.</param>
/// <param name="Added">When its first code was right.</param>
/// <param name="LastStep">The time step of the newest code that was taken (RFC 6238, section 5.2: a code is taken once).</param>
/// <param name="RecoveryCodes">The hashes of those that are not used yet, see <see cref="RecoveryCode"/>.</param>
public sealed record Authenticator(string Key, DateTimeOffset Added, long LastStep, IReadOnlyList<string> RecoveryCodes)
{
    /// <summary>Another one with every change, so that of two uses at the same moment one is refused.</summary>
    public string Stamp { get; init; } = RecoveryCode.NewStamp();

    /// <summary>After a code of this time step was taken.</summary>
    public Authenticator Used(long step) => this with { LastStep = step, Stamp = RecoveryCode.NewStamp() };

    /// <summary>After this recovery code was taken; null when there is none like it.</summary>
    public Authenticator? Spent(string code) => RecoveryCode.HashOf(code) is { Length: > 0 } hash && RecoveryCodes.Contains(hash)
        ? With([.. RecoveryCodes.Where(known => known != hash)])
        : null;

    internal Authenticator With(IReadOnlyList<string> recoveryCodes) => this with { RecoveryCodes = recoveryCodes, Stamp = RecoveryCode.NewStamp() };
}

/// <summary>A person's new or changed authenticator.</summary>
/// <param name="Person">Whose.</param>
/// <param name="Before">The stamp of the stored one; null when there is none. With another one nothing is stored.</param>
/// <param name="After">Null removes it.</param>
public sealed record AuthenticatorChange(PersonId Person, string? Before, Authenticator? After);
