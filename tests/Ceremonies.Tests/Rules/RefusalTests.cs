using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;

namespace KeyCeremonyConsole.Ceremonies.Tests.Rules;

public sealed partial class RefusalTests
{
    // These come from the library that reads keys, and are tested with it.
    private static readonly string[] GivenByOpenPgp = [TestPgp.NotAKey, TestPgp.Expired];

    public static TheoryData<string> Acts => [.. RefusalCases.All.Select(c => c.Act)];

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Is_refused_by_its_code_and_written_down(string act)
    {
        (_, string code, Func<Task<(TestConsole Console, Refusal? Refusal)>> provoke) = RefusalCases.All.Single(c => c.Act == act);

        (TestConsole console, Refusal? refusal) = await provoke();

        using (console)
        {
            Assert.Equal(code, refusal?.Code);
            Assert.Equal((code, refusal!.Message), ((await console.LastEntryAsync()).Draft.Outcome, (await console.LastEntryAsync()).Draft.Detail));
        }
    }

    [Fact]
    public void Every_code_in_the_source_has_a_case_here() =>
        Assert.Equal(CodesInTheSource(), RefusalCases.All.Select(c => c.Code).Except(GivenByOpenPgp).Distinct().Order());

    private static IEnumerable<string> CodesInTheSource([CallerFilePath] string here = "") =>
        Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Ceremonies"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(f => Codes().Matches(File.ReadAllText(f)))
            .Select(m => m.Groups[1].Value)
            .Distinct()
            .Order();

    [GeneratedRegex("Refusal\\.(?:Invalid|Forbidden|Missing|Conflict)\\(\\s*\"([^\"]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Codes();
}
