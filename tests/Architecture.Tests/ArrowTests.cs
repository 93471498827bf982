using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace KeyCeremonyConsole.Architecture.Tests;

/// <summary>
/// Web → Ceremonies → Engine → .NET only; Ceremonies → Access → .NET only; Storage and Envelopes → Ceremonies; Seals → Engine;
/// Web → Storage, Seals and Envelopes to set them up.
/// </summary>
public sealed partial class ArrowTests
{
    private const string Ours = "KeyCeremonyConsole.";

    [Fact]
    public void The_engine_knows_dotnet_and_nothing_else() => Assert.Empty(Foreign(Source.Engine));

    [Fact]
    public void The_ceremonies_know_dotnet_the_engine_and_the_rules_of_access() =>
        Assert.Subset(new HashSet<string> { Ours + "Access", Ours + "Engine" }, Foreign(Source.Ceremonies).ToHashSet());

    [Fact]
    public void Engine_ceremonies_and_access_ship_no_package() => Assert.Empty(
        Projects("src/Engine", "src/Ceremonies", "src/Access").SelectMany(p => p.Items("PackageReference").Concat(p.Items("FrameworkReference"))));

    [Theory]
    [InlineData("Access")]
    [InlineData("Engine")]
    [InlineData("Ceremonies", "Access", "Engine")]
    [InlineData("Envelopes", "Ceremonies")]
    [InlineData("Seals", "Engine")]
    [InlineData("Storage", "Ceremonies")]
    [InlineData("Web", "Access", "Ceremonies", "Envelopes", "Seals", "Storage")]
    public void A_project_refers_to(string project, params string[] others) => Assert.Equal(
        others,
        Projects($"src/{project}").Single().Items("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r)!).Order());

    [Fact]
    public void There_are_seven_projects() => Assert.Equal(
        ["Access", "Ceremonies", "Engine", "Envelopes", "Seals", "Storage", "Web"],
        Projects("src").Select(p => Path.GetFileNameWithoutExtension(p.Path)).Order());

    [Fact]
    public void Storage_shows_nothing_but_its_setup_and_what_can_go_wrong_there() => Assert.Equal(
        ["StorageException", "StorageSetup"],
        Source.Storage.GetExportedTypes().Where(t => !IsGenerated(t)).Select(t => t.Name).Order());

    // Startup and Program.cs open the storage; Identity asks it for local accounts.
    [Fact]
    public void The_web_names_the_storage_where_it_is_set_up_and_nowhere_else() => Assert.DoesNotContain(
        Source.Files("src/Web", ".cs", ".razor").Where(f => !SetsUp(f.Path) && !f.Path.StartsWith("src/Web/Identity/", StringComparison.Ordinal)),
        f => f.Text.Contains(Ours + "Storage", StringComparison.Ordinal));

    [Fact]
    public void The_seals_show_nothing_but_how_they_are_made_and_what_can_be_wrong_with_their_settings() => Assert.Equal(
        ["SealProviders", "SealSettings", "SealSettingsException"],
        Source.Seals.GetExportedTypes().Select(t => t.Name).Order());

    [Fact]
    public void The_web_names_the_seals_where_they_are_set_up_and_nowhere_else() => Assert.DoesNotContain(
        Source.Files("src/Web", ".cs", ".razor").Where(f => !SetsUp(f.Path)),
        f => f.Text.Contains(Ours + "Seals", StringComparison.Ordinal));

    // Pages may ask the engine how things stand. Whatever changes or opens something goes through a trip.
    [Fact]
    public void The_web_makes_the_engine_at_the_start_and_then_only_asks_it() => Assert.DoesNotContain(
        Source.Files("src/Web", ".cs", ".razor").Where(f => !SetsUp(f.Path)),
        f => EngineAtWork().IsMatch(f.Text));

    [Fact]
    public void Only_trips_commit() => Assert.DoesNotContain(
        Source.Files("src/Web", ".cs", ".razor"),
        f => f.Text.Contains(".CommitAsync(", StringComparison.Ordinal));

    [Fact]
    public void Only_what_is_named_here_of_the_engine_is_used_in_the_web() => Assert.DoesNotContain(
        Source.Files("src/Web", ".cs", ".razor").SelectMany(f => EngineNames().Matches(f.Text).Select(m => (f.Path, Name: m.Groups[1].Value))),
        u => u.Name is not ("Secrets" or "Sharing" or "Sealing"));

    [Fact]
    public void A_page_never_asks_for_the_request() => Assert.DoesNotContain(
        Source.Files("src/Web", ".razor", ".razor.cs"),
        f => f.Text.Contains("IHttpContextAccessor", StringComparison.Ordinal));

    [Fact]
    public void Every_call_that_nobody_may_make_is_still_forbidden_with_what_to_use_instead()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Source.Root(), "BannedSymbols.txt"));

        string[] banned = ["T:System.Random", "P:System.DateTime.Now", "P:System.DateTime.UtcNow", "P:System.DateTimeOffset.UtcNow", "M:System.Guid.NewGuid"];
        Assert.Subset(lines.Select(l => l.Split(';')[0]).ToHashSet(), banned.ToHashSet());
        Assert.All(lines, line => Assert.Matches("^[TMP]:[^;]+;.+[.]$", line));
    }

    private static IEnumerable<string> Foreign(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(r => r.Name!)
        .Where(n => !n.StartsWith("System.", StringComparison.Ordinal));

    private static bool IsGenerated(Type type) => type.Namespace is { } name
        && (name.EndsWith(".Migrations", StringComparison.Ordinal) || name.EndsWith(".CompiledModel", StringComparison.Ordinal));

    private static IEnumerable<Project> Projects(params string[] folders) => folders
        .SelectMany(f => Source.Files(f, ".csproj"))
        .Select(f => new Project(f.Path, XDocument.Parse(f.Text)));

    private static bool SetsUp(string path) =>
        path is "src/Web/Program.cs" || path.StartsWith("src/Web/Startup/", StringComparison.Ordinal);

    [GeneratedRegex("\\b(Prepared\\w+|IPhysicalStore|RecordChange|RecordPaths)\\b|[eE]ngine\\.(Prepare\\w*|Seal|TryEncrypt|Decrypt|Dispose)\\(", RegexOptions.CultureInvariant)]
    private static partial Regex EngineAtWork();

    [GeneratedRegex("KeyCeremonyConsole\\.Engine\\.(\\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex EngineNames();

    private sealed record Project(string Path, XDocument Xml)
    {
        internal IEnumerable<string> Items(string kind) => Xml.Descendants(kind).Select(i => i.Attribute("Include")!.Value);
    }
}
