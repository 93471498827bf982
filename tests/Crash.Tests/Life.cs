using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Ceremonies.Tests.Faults;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>What happens in a home, and what must be found there afterwards.</summary>
internal static class Life
{
    /// <summary>A console with its people, over a store that has nobody yet.</summary>
    internal static Task<TestConsole> BeginAsync(Home home) =>
        TestConsole.WithPeopleAsync(TestConsole.Over(home.Store, new Hands(home.Paper)));

    /// <summary>Everything a vault goes through.</summary>
    internal static async Task GoOnAsync(TestConsole console, Home home)
    {
        foreach (Func<Task> step in new RunOfEverything(console, home.Ledger).Steps())
        {
            await step();
        }
    }

    /// <summary>Starts the console again and looks whether it is exactly old or exactly new.</summary>
    internal static async Task LookAsync(string folder)
    {
        await using Home home = await Home.OpenAsync(folder);
        using var console = TestConsole.Over(home.Store, Hands.Read(home.Paper));
        await console.Open.RunAsync(TestConsole.Ct);
        await Aftermath.CheckAsync(console, RunOfEverything.ReadLedger(home.Ledger));
    }
}
