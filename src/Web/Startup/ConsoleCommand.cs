using System.CommandLine;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>The command line. It checks and explains; the values themselves are read as configuration.</summary>
public static class ConsoleCommand
{
    /// <summary>Runs the console, or says in one line why it cannot.</summary>
    /// <param name="args">As typed.</param>
    /// <param name="run">The console, until it is stopped.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Func<Task> run)
    {
        var command = new RootCommand("Key Ceremony Console: initialise, unseal, rekey and rotate a vault, together.")
        {
            new Option<string>("--data") { HelpName = "DIR", Description = $"Where everything is kept [default: {ConsoleBuilder.DefaultData}]" },
            new Option<string>("--urls") { HelpName = "URL", Description = $"Where browsers reach it [default: {ConsoleBuilder.DefaultUrls}]" },
        };
        command.TreatUnmatchedTokensAsErrors = false; // They may be settings: --Section:Name=value.
        command.SetAction((_, _) => StartException.ReportAsync(run));

        ParseResult typed = command.Parse(args);
        if (typed.UnmatchedTokens.FirstOrDefault(token => !IsSetting(token)) is { } stray)
        {
            await Console.Error.WriteLineAsync($"'{stray}' is not an option of this console. Ask with --help.");
            return 1;
        }

        return await typed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // The host listens for the signals itself and stops in order.
        });
    }

    private static bool IsSetting(string token) => token.StartsWith("--", StringComparison.Ordinal) && token.Contains('=', StringComparison.Ordinal);
}
