using System.Reflection;
using System.Runtime.CompilerServices;

namespace KeyCeremonyConsole.Architecture.Tests;

/// <summary>What is looked at: the five assemblies, and their source beside these tests.</summary>
internal static class Source
{
    internal static Assembly Engine { get; } = typeof(KeyCeremonyConsole.Engine.Sealing.SealEngine).Assembly;

    internal static Assembly Ceremonies { get; } = typeof(KeyCeremonyConsole.Ceremonies.Ceremony).Assembly;

    internal static Assembly Storage { get; } = typeof(KeyCeremonyConsole.Storage.StorageSetup).Assembly;

    internal static Assembly Seals { get; } = typeof(KeyCeremonyConsole.Seals.SealProviders).Assembly;

    internal static Assembly Web { get; } = Assembly.Load("KeyCeremonyConsole.Web");

    internal static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));

    /// <summary>Files of a folder below the root, by their path from there; nothing that was built.</summary>
    internal static IEnumerable<(string Path, string Text)> Files(string folder, params string[] extensions) =>
        Directory.EnumerateFiles(Path.Combine(Root(), folder), "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root(), f).Replace('\\', '/'))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .Where(f => extensions.Any(e => f.EndsWith(e, StringComparison.Ordinal)))
            .Select(f => (f, File.ReadAllText(Path.Combine(Root(), f))));
}
