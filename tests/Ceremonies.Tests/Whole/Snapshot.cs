using System.Runtime.CompilerServices;

namespace KeyCeremonyConsole.Ceremonies.Tests.Whole;

/// <summary>Compares a page with the one that was reviewed; on a difference leaves .actual beside it and fails.</summary>
internal static class Snapshot
{
    internal static void Matches(string name, string actual, [CallerFilePath] string here = "")
    {
        string expected = Path.Combine(Path.GetDirectoryName(here)!, name);
        string beside = expected + ".actual";
        File.Delete(beside);
        if (File.Exists(expected) && File.ReadAllText(expected).ReplaceLineEndings("\n") == actual)
        {
            return;
        }

        File.WriteAllText(beside, actual);
        Assert.Fail($"{name} is not what happened. Compare it with {name}.actual; if that is right, it takes its place.");
    }
}
