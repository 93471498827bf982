using System.Diagnostics;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>This very program in a process of its own, doing something else.</summary>
internal static class Child
{
    internal static Process Start(params IEnumerable<string> args)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) is "dotnet")
        {
            start.ArgumentList.Add(typeof(Child).Assembly.Location);
        }

        foreach (string arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        return Process.Start(start)!;
    }
}
