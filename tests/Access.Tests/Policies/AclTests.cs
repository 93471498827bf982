using KeyCeremonyConsole.Access.Policies;

namespace KeyCeremonyConsole.Access.Tests.Policies;

public sealed class AclTests
{
    // Of two patterns that both fit, the one that decides comes first.
    [Theory]
    [InlineData("a/b", "exact before any pattern", "a/b", "a/*")]
    [InlineData("a/b", "exact before a longer segment pattern", "a/b", "a/+")]
    [InlineData("a/b/c", "the longer prefix", "a/b/*", "a/*")]
    [InlineData("a/b/c", "the later first wildcard", "a/b/+", "a/+/c")]
    [InlineData("a/b/c", "the later first wildcard, also of a prefix", "a/b*", "a/+/c")]
    [InlineData("a/b/c", "no star before a star", "a/+/c", "a/+/*")]
    [InlineData("a/b/c", "fewer plus", "a/+/c", "a/+/+")]
    [InlineData("a/b/c/d", "fewer plus, of two with a star", "a/+/c/*", "a/+/+/*")]
    [InlineData("a/b/cc", "longer", "a/+/cc*", "a/+/c*")]
    public void One_pattern_decides(string path, string why, string winner, string loser)
    {
        Assert.NotEmpty(why);
        foreach (Acl acl in new[] { Of((winner, "read"), (loser, "deny")), Of((loser, "deny"), (winner, "read")) })
        {
            Assert.True(acl.Allows(path, Capabilities.Read));
        }

        Assert.False(Of((winner, "deny"), (loser, "read")).Allows(path, Capabilities.Read));
    }

    [Theory]
    [InlineData("a/*", "a/", true)]
    [InlineData("a/*", "a", false)]
    [InlineData("a*", "a", true)]
    [InlineData("*", "anything/at/all", true)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("a/+", "a", false)]
    [InlineData("+", "a", true)]
    [InlineData("+/b", "a/b", true)]
    [InlineData("a/+/c", "a/b/c", true)]
    [InlineData("a/+/c", "a/b/d", false)]
    [InlineData("a/+/c*", "a/b/cd/e", true)]
    [InlineData("a/+/c*", "a/b", false)]
    [InlineData("a/x+/c", "a/xy/c", false)]
    public void A_pattern_fits(string pattern, string path, bool fits) =>
        Assert.Equal(fits, Of((pattern, "read")).Allows(path, Capabilities.Read));

    [Fact]
    public void Rules_of_one_pattern_are_joined_and_those_of_different_patterns_are_not()
    {
        Acl acl = Of(("a/*", "read"), ("a/*", "update"), ("a/b", "delete"));

        Assert.True(acl.Allows("a/x", Capabilities.Read | Capabilities.Update));
        Assert.False(acl.Allows("a/b", Capabilities.Read));
        Assert.True(acl.Allows("a/b", Capabilities.Delete));
    }

    [Fact]
    public void Deny_wins_over_whatever_else_the_pattern_allows()
    {
        foreach (Acl acl in new[] { Of(("a", "deny"), ("a", "read"), ("a", "update")), Of(("a", "read"), ("a", "deny"), ("a", "update")) })
        {
            Assert.False(acl.Allows("a", Capabilities.Read));
            Assert.Equal(["deny"], acl.CapabilitiesOn("a"));
        }
    }

    [Fact]
    public void A_list_is_allowed_with_and_without_the_last_slash()
    {
        Assert.True(Of(("a/b", "list")).Allows("a/b/", Capabilities.List));
        Assert.True(Of(("a/b/", "list")).Allows("a/b/", Capabilities.List));
        Assert.False(Of(("a/b", "read")).Allows("a/b/", Capabilities.Read));
    }

    [Fact]
    public void Sudo_is_needed_besides_the_capability_of_the_verb()
    {
        Assert.False(Of(("sys/rotate", "update")).Allows("sys/rotate", Capabilities.Update | Capabilities.Sudo));
        Assert.False(Of(("sys/rotate", "sudo")).Allows("sys/rotate", Capabilities.Update | Capabilities.Sudo));
        Assert.True(SudoPaths.Include("sys/rotate"));
        Assert.True(SudoPaths.Include("sys/audit/file"));
        Assert.False(SudoPaths.Include("sys/rotate/config"));
        Assert.False(SudoPaths.Include("sys/key-status"));
    }

    [Fact]
    public void Root_may_do_everything_and_nobody_else_may_do_what_is_not_said()
    {
        var root = new Acl([], isRoot: true);
        Assert.True(root.Allows("sys/seal", Capabilities.Update | Capabilities.Sudo));
        Assert.Equal(["root"], root.CapabilitiesOn("x"));
        Assert.Equal(["deny"], new Acl([]).CapabilitiesOn("x"));
        Assert.Equal(["create", "list", "read"], Of(("x", "read"), ("x", "list"), ("x", "create")).CapabilitiesOn("x"));
    }

    [Theory]
    [InlineData("secret/*", "secret/", true)]
    [InlineData("secret/data/a", "secret/", true)]
    [InlineData("*", "secret/", true)]
    [InlineData("+/data", "secret/", true)]
    [InlineData("sec*", "secret/", true)]
    [InlineData("kv/*", "secret/", false)]
    [InlineData("secret", "secret/", false)]
    public void Whether_a_mount_is_of_any_use(string pattern, string mount, bool useful)
    {
        Assert.Equal(useful, Of((pattern, "read")).AllowsAnythingUnder(mount));
        Assert.False(Of((pattern, "deny")).AllowsAnythingUnder(mount));
    }

    private static Acl Of(params (string Pattern, string Capability)[] rules) => new(rules.Select(rule =>
        AccessPolicy.TryParse("p", $"path \"{rule.Pattern}\" {{ capabilities = [\"{rule.Capability}\"] }}", out AccessPolicy? policy, out string? problem)
            ? policy
            : throw new ArgumentException(problem)));
}
