using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>The process that does everything a vault goes through, on the real store, and dies on the way.</summary>
internal static class Victim
{
    internal const string Command = "victim";

    /// <param name="args">The data folder, and at which durable step to die; 0 lives.</param>
    /// <returns>0. Prints how many durable steps there were.</returns>
    internal static async Task<int> RunAsync(string[] args)
    {
        await using var home = await Home.OpenAsync(args[0]);
        using TestConsole console = await Life.BeginAsync(home);
        using var reaper = new Reaper(int.Parse(args[1], CultureInfo.InvariantCulture));
        await Life.GoOnAsync(console, home);
        await Console.Out.WriteLineAsync(reaper.Seen.ToString(CultureInfo.InvariantCulture));
        return 0;
    }
}
