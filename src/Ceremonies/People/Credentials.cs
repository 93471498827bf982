namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>What somebody chose who begins an account, or begins it anew: a passkey, or a password. One of the two.</summary>
/// <param name="PasswordHash">As ASP.NET Core Identity's hasher made it, after its rules were kept; never the password.</param>
/// <param name="Passkey">Fresh from the device.</param>
public sealed record Credentials(string? PasswordHash, Passkey? Passkey)
{
    public static Credentials Of(string passwordHash) => new(passwordHash, null);

    public static Credentials Of(Passkey passkey) => new(null, passkey);

    /// <summary>For the audit log: "a passkey".</summary>
    internal string InWords => Passkey is null ? "a password" : "a passkey";

    internal NewAccount AccountOf(Person person) => new(person.Id, person.SignInName, PasswordHash);

    internal IReadOnlyList<PasskeyChange> PasskeysOf(Person person, DateTimeOffset now) =>
        Passkey is null ? [] : [new PasskeyChange(Passkey.Id, Passkey with { Person = person.Id, Created = now, LastUsed = now })];
}
