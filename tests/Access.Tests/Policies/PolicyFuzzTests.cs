using System.Diagnostics;
using System.Globalization;
using CsCheck;
using KeyCeremonyConsole.Access.Policies;

namespace KeyCeremonyConsole.Access.Tests.Policies;

/// <summary>
/// Seconds here; for minutes set <c>KCC_FUZZ_SECONDS</c>, e.g. <c>KCC_FUZZ_SECONDS=600 dotnet test --project tests/Access.Tests</c>.
/// </summary>
public sealed class PolicyFuzzTests
{
    private static readonly int Seconds =
        int.TryParse(Environment.GetEnvironmentVariable("KCC_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out int asked) ? asked : 2;

    // Pieces of the language in any order come further than random letters do.
    private static readonly Gen<string> Piece = Gen.OneOf(
        OneOf(
            "path", "name", "capabilities", "policy", "comment", "=", "{", "}", "[", "]", ",", "\"", "\\", "\n", " ", "#", "//", "/*", "*/",
            "<<", "<<-", "EOF", "\"read\"", "\"secret/+/x*\"", "\\u0041", "\\U0010FFFF", "\\ud800", "true", "-1.5e3", ":", "\0", "\uFEFF", "\ud800", "é"),
        Gen.String[0, 8]);

    private static readonly Gen<string> Text = Piece.List[0, 40].Select(string.Concat);

    private static readonly Gen<string> Segment = Gen.OneOf(OneOf("+", "a", "b", "data"), Gen.String[Gen.Char.AlphaNumeric, 1, 6]);

    private static readonly Gen<string> Path = Gen.Select(Segment.List[1, 5], Gen.Bool, (parts, star) =>
        string.Join('/', parts) + (star && parts[^1] != "+" ? "*" : ""));

    private static readonly Gen<PathRule> Rule = Gen.Select(Path, Gen.Int[0, 255], (path, granted) =>
        new PathRule(path, (Capabilities)granted));

    [Fact]
    public void Whatever_is_read_it_ends_with_a_policy_or_with_a_sentence() => Text.Sample(
        text =>
        {
            long begun = Stopwatch.GetTimestamp();
            bool good = AccessPolicy.TryParse("p", text, out AccessPolicy? policy, out string? problem);
            Assert.Equal(good, policy is not null);
            Assert.Equal(good, problem is null);
            Assert.True(good || problem!.StartsWith("failed to parse policy: ", StringComparison.Ordinal));
            Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(5));
        },
        time: Seconds);

    [Fact]
    public void What_is_written_out_is_read_back_in_both_notations() => Rule.List[0, 8].Sample(
        rules =>
        {
            Assert.Equal(rules, Read(string.Join('\n', rules.Select(r => $"path \"{r.Pattern}\" {{ capabilities = [{Names(r)}] }}"))));
            if (rules.DistinctBy(r => r.Pattern).Count() == rules.Count)
            {
                Assert.Equal(rules, Read($"{{\"path\": {{{string.Join(',', rules.Select(r => $"\"{r.Pattern}\": {{\"capabilities\": [{Names(r)}]}}"))}}}}}"));
            }
        },
        time: Seconds);

    // The order in which policies and rules come must not matter, and a deny must never be lost.
    [Fact]
    public void The_order_of_the_rules_decides_nothing() => Gen.Select(Rule.List[0, 8], Path).Sample(
        (rules, path) =>
        {
            string asked = path.Replace('+', 'x').TrimEnd('*');
            var forwards = new Acl([new AccessPolicy("p", "", rules)]);
            var backwards = new Acl([.. rules.Select(r => new AccessPolicy("p", "", [r])).Reverse()]);
            Assert.Equal(forwards.CapabilitiesOn(asked), backwards.CapabilitiesOn(asked));
            Assert.Equal(["deny"], new Acl([new AccessPolicy("p", "", [.. rules, new PathRule(asked, Capabilities.Deny)])]).CapabilitiesOn(asked));
        },
        time: Seconds);

    private static IReadOnlyList<PathRule> Read(string text) =>
        AccessPolicy.TryParse("p", text, out AccessPolicy? policy, out string? problem) ? policy.Rules : throw new ArgumentException(problem + "\n" + text);

    private static Gen<string> OneOf(params string[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    private static string Names(PathRule rule) =>
        rule.Granted is Capabilities.None ? "" : string.Join(',', CapabilityNames.In(rule.Granted).Select(n => $"\"{n}\""));
}
