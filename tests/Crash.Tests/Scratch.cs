namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>A folder for one life, gone afterwards.</summary>
internal sealed class Scratch : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("crash-tests-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
