namespace KeyCeremonyConsole.Web.Identity;

/// <summary>The names of the policies that pages and parts of pages ask for.</summary>
public static class Policies
{
    public const string Administrator = "administrator";
    public const string Holder = "holder";
    public const string Auditor = "auditor";
}
