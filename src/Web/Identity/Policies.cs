namespace KeyCeremonyConsole.Web.Identity;

/// <summary>The names of the roles, in cookies and as the organisation's app roles. What a role may do is said by its policy.</summary>
public static class Policies
{
    public const string Administrator = "administrator";
    public const string Holder = "holder";
    public const string Auditor = "auditor";
}
