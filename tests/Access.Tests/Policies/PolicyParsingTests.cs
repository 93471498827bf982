using KeyCeremonyConsole.Access.Policies;

namespace KeyCeremonyConsole.Access.Tests.Policies;

public sealed class PolicyParsingTests
{
    [Theory]
    [InlineData("""path "secret/*" { capabilities = ["read", "list"] }""")]
    [InlineData("""
        # A comment, // another, and
        /* one over
           two lines */
        path "/secret/*" {
          comment = "why"
          capabilities = [
            "read", // the comma at the end is allowed
            "list",
          ]
        }
        """)]
    [InlineData("""{"path": {"secret/*": {"capabilities": ["read", "list"]}}}""")]
    [InlineData("""{"path": [{"secret/*": {"capabilities": ["read", "list"]}}]}""")]
    [InlineData("""name = "x" path "secret/*" { policy = "read" }""")]
    [InlineData("""path "secret\u002f*" { capabilities = ["read", "list"] }""")]
    public void A_policy_is_read_from_hcl_and_from_json_alike(string text)
    {
        Assert.True(AccessPolicy.TryParse("p", text, out AccessPolicy? policy, out string? problem), problem);
        Assert.Equal([new PathRule("secret/*", Capabilities.Read | Capabilities.List)], policy.Rules);
    }

    [Theory]
    [InlineData("path \"/\" {\n capabilities = [\"read\", \"banana\"]\n}", "path \"/\": invalid capability \"banana\" on line 2")]
    [InlineData("path \"foo/+*\" { capabilities = [\"read\"] }", "path \"foo/+*\": invalid use of wildcards ('+*' is forbidden)")]
    [InlineData("path \"a\" {\n\n capabilties = [\"read\"] }", "path \"a\": invalid key \"capabilties\" on line 3")]
    [InlineData("path \"a\" { policy = \"banana\" }", "path \"a\": invalid policy \"banana\" on line 1")]
    [InlineData("path = { }", "a path is written as path \"name\" { … } on line 1")]
    [InlineData("banana = 1", "invalid key \"banana\" on line 1")]
    [InlineData("path \"a\" {", "At 1:11: object expected closing RBRACE got: EOF")]
    [InlineData("path \"a\" { capabilities = [\"read\" \"list\"] }", "At 1:35: error parsing list, expected comma or list end, got: list")]
    [InlineData("path \"a", "At 1:6: literal not terminated")]
    [InlineData("path \"a\" capabilities", "At 1:22: key 'path a capabilities' expected start of object ('{') or assignment ('=')")]
    [InlineData("/* never", "At 1:1: comment not terminated")]
    [InlineData("path \"a\" { capabilities = <<X\nread", "At 1:27: heredoc not terminated")]
    [InlineData("path \"a\" { capabilities = \"read\" }", "path \"a\": capabilities must be a list of texts on line 1")]
    [InlineData("path \"a\" { denied_parameters = { x = [] } }", "path \"a\": denied_parameters is not enforced by this server, so the policy would allow more than it says on line 1")]
    [InlineData("}", "At 1:1: expected a key, got '}'")]
    [InlineData("{\"path\": ", "At 1:10: the JSON is not well formed, or nested too deeply")]
    [InlineData("{\"path\": 7}", "a path is written as path \"name\" { … }")]
    public void What_is_wrong_is_said_with_its_line(string text, string problem)
    {
        Assert.False(AccessPolicy.TryParse("p", text, out _, out string? said));
        Assert.Equal($"failed to parse policy: {problem}", said);
    }

    [Fact]
    public void Deny_stands_alone_and_the_old_words_still_count()
    {
        Assert.True(AccessPolicy.TryParse("p", """
            path "a" { capabilities = ["read", "deny"] }
            path "b" { policy = "write" }
            path "c" { policy = "sudo" capabilities = ["patch"] }
            path "d" { policy = "deny" }
            path "e" { }
            """, out AccessPolicy? policy, out _));

        const Capabilities Write = Capabilities.Create | Capabilities.Read | Capabilities.Update | Capabilities.Delete | Capabilities.List;
        Assert.Equal(
            [Capabilities.Deny, Write, Write | Capabilities.Sudo | Capabilities.Patch, Capabilities.Deny, Capabilities.None],
            policy.Rules.Select(r => r.Granted));
    }

    [Fact]
    public void A_heredoc_is_a_text()
    {
        Assert.True(AccessPolicy.TryParse("p", "path \"a\" {\n  comment = <<-END\n    why\n      indeed\n    END\n  capabilities = [\"read\"]\n}", out AccessPolicy? policy, out string? problem), problem);
        Assert.Equal(Capabilities.Read, policy.Rules.Single().Granted);
    }

    [Theory]
    [InlineData("path \"a\" ", "{ x ", "}")]
    [InlineData("path \"a\" { capabilities = ", "[", "]")]
    [InlineData("{\"path\": ", "[", "]")]
    public void Nesting_has_an_end(string before, string open, string close)
    {
        string text = before + string.Concat(Enumerable.Repeat(open, 100_000)) + string.Concat(Enumerable.Repeat(close, 100_000));

        Assert.False(AccessPolicy.TryParse("p", text[..Math.Min(text.Length, PolicyLimits.Text)], out _, out string? problem));
        Assert.Contains("nested too deeply", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Length_has_an_end()
    {
        Assert.False(AccessPolicy.TryParse("p", new string(' ', PolicyLimits.Text + 1), out _, out string? problem));
        Assert.Equal($"failed to parse policy: the text is longer than {PolicyLimits.Text} characters", problem);
    }

    [Fact]
    public void The_built_in_policies_are_good_and_say_what_they_should()
    {
        Assert.Equal(["auditor", "ceremony-admin", "default", "holder"], BuiltInPolicies.Names);
        var admin = new Acl([BuiltInPolicies.Find("ceremony-admin")!]);
        Assert.True(admin.Allows("sys/rotate", Capabilities.Update | Capabilities.Sudo));
        Assert.True(admin.Allows("sys/key-status", Capabilities.Read));
        var auditor = new Acl([BuiltInPolicies.Find("auditor")!]);
        Assert.False(auditor.Allows("sys/rotate", Capabilities.Update | Capabilities.Sudo));
        Assert.True(auditor.Allows("sys/key-status", Capabilities.Read));
        Assert.False(new Acl([BuiltInPolicies.Find("holder")!]).Allows("sys/rekey/init", Capabilities.Delete));
    }

    // Of two patterns only one decides, so a second policy can take away what the first allows. These must not.
    [Fact]
    public void Who_has_several_built_in_policies_loses_nothing_by_it()
    {
        AccessPolicy[] all = [.. BuiltInPolicies.Names.Select(name => BuiltInPolicies.Find(name)!)];
        string[] paths = [.. all.SelectMany(p => p.Rules).Select(r => r.Pattern.Replace("*", "x", StringComparison.Ordinal)).Distinct()];
        foreach (int some in Enumerable.Range(1, (1 << all.Length) - 1))
        {
            AccessPolicy[] held = [.. all.Where((_, i) => (some & (1 << i)) != 0)];
            var together = new Acl(held);
            Assert.All(
                held.SelectMany(p => paths.Select(path => (Path: path, Alone: new Acl([p]).CapabilitiesOn(path).Where(c => c != "deny")))),
                right => Assert.Subset(together.CapabilitiesOn(right.Path).ToHashSet(), right.Alone.ToHashSet()));
        }
    }
}
