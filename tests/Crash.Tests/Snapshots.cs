using Microsoft.EntityFrameworkCore.Diagnostics;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>Copies a home's files right after every commit, before anybody is told.</summary>
internal sealed class Snapshots : IDisposable
{
    private readonly EfEvents _events;

    internal Snapshots(string home, string into) => _events = EfEvents.Follow((name, _) =>
    {
        if (name == RelationalEventId.TransactionCommitted.Name)
        {
            string copy = Path.Combine(into, $"{Taken.Count}");
            Copy(home, copy);
            Taken.Add(copy);
        }
    });

    internal List<string> Taken { get; } = [];

    public void Dispose() => _events.Dispose();

    /// <summary>Without the lock and the shared memory, which die with their process.</summary>
    internal static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "data"));
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            if (!file.EndsWith(".lock", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal))
            {
                File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
            }
        }
    }
}
