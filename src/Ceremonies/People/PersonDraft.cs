using System.Text.RegularExpressions;

namespace KeyCeremonyConsole.Ceremonies.People;

/// <summary>A person's names and roles as typed.</summary>
public sealed partial record PersonDraft(string Name, string SignInName, Roles Roles)
{
    internal const Roles AllRoles = Roles.Administrator | Roles.Holder | Roles.Auditor;

    /// <summary>The same without stray spaces, or what is wrong with it.</summary>
    internal Outcome<PersonDraft> Check()
    {
        var tidy = new PersonDraft(Name.Trim(), SignInName.Trim(), Roles & AllRoles);
        return tidy.Name.Length is 0 or > Limits.Name || tidy.Name.Any(char.IsControl)
                ? Refusal.Invalid("bad-name", "Give a name of 1 to 100 characters.")
            : tidy.SignInName.Length > Limits.Name || !SignInNames().IsMatch(tidy.SignInName)
                ? Refusal.Invalid("bad-sign-in-name", "A sign-in name has 2 to 100 letters, digits or . _ - + @, such as \"ada\" or \"ada@example.org\".")
            : tidy.Roles is Roles.None
                ? Refusal.Invalid("no-role", "Choose at least one role.")
            : tidy;
    }

    [GeneratedRegex("^[A-Za-z0-9._@+-]{2,}$", RegexOptions.CultureInvariant)]
    private static partial Regex SignInNames();
}
