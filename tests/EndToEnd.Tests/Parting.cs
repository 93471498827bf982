namespace KeyCeremonyConsole.EndToEnd.Tests;

/// <summary>The end of a test: the people leave, the console stops, and after a failure it is said what they saw last.</summary>
internal static class Parting
{
    public static async Task PartAsync(this ConsoleProcess console, IEnumerable<Person> people)
    {
        bool failed = TestContext.Current.TestState?.Result is TestResult.Failed;
        foreach (Person person in people)
        {
            if (failed)
            {
                Tell(await person.DescribeAsync());
            }

            await person.ShootAsync("end");
            await person.DisposeAsync();
        }

        if (failed)
        {
            Tell($"--- the console\n{console.Output}");
        }

        await console.DisposeAsync();
    }

    private static void Tell(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
