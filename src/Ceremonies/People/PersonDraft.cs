using System.Net.Mail;
using System.Text.RegularExpressions;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>A person's names and roles as typed.</summary>
public sealed partial record PersonDraft(string Name, string SignInName, Roles Roles)
{
    /// <summary>Characters of a mail address (RFC 5321, section 4.5.3.1.3).</summary>
    public const int LongestAddress = 254;

    /// <summary>A mail address; null for none.</summary>
    public string? Address { get; init; }

    /// <summary>Whether they sign in through their organisation, with the account of that address.</summary>
    public bool IsOfOrganisation { get; init; }

    internal const Roles AllRoles = Roles.Administrator | Roles.Holder | Roles.Auditor;

    /// <summary>The same without stray spaces, or what is wrong with it.</summary>
    internal Outcome<PersonDraft> Check()
    {
        string? address = string.IsNullOrWhiteSpace(Address) ? null : Address.Trim();
        PersonDraft tidy = this with { Name = Name.Trim(), SignInName = IsOfOrganisation ? address ?? "" : SignInName.Trim(), Roles = Roles & AllRoles, Address = address };
        return tidy.Name.Length is 0 or > Limits.Name || tidy.Name.Any(char.IsControl)
                ? Refusal.Invalid("bad-name", "Give a name of 1 to 100 characters.")
            : IsOfOrganisation ? address is not null && IsAddress(address) && tidy.SignInName.Length <= Limits.Name ? CheckRoles(tidy) : BadAddress
            : address is not null && !IsAddress(address) ? BadAddress
            : tidy.SignInName.Length > Limits.Name || !SignInNames().IsMatch(tidy.SignInName)
                ? Refusal.Invalid("bad-sign-in-name", "A sign-in name has 2 to 100 letters, digits or . _ - + @, such as \"ada\" or \"ada@example.org\".")
            : CheckRoles(tidy);
    }

    /// <summary>Whether mail can be sent there: one address, and nothing beside it.</summary>
    public static bool IsAddress(string text) =>
        text.Length <= LongestAddress && !text.Any(char.IsControl) && MailAddress.TryCreate(text, out MailAddress? address) && address.Address == text;

    internal static readonly Refusal BadAddress = Refusal.Invalid(
        "bad-address", "Give a mail address of at most 100 characters, such as \"ada@example.org\".");

    private static Outcome<PersonDraft> CheckRoles(PersonDraft tidy) =>
        tidy.Roles is Roles.None ? Refusal.Invalid("no-role", "Choose at least one role.") : tidy;

    [GeneratedRegex("^[A-Za-z0-9._@+-]{2,}$", RegexOptions.CultureInvariant)]
    private static partial Regex SignInNames();
}
