using System.Net.Sockets;
using KeyCeremonyConsole.Seals;
using KeyCeremonyConsole.Storage;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>Something the operator can mend. The message is one sentence, with what to do in it.</summary>
public sealed class StartException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Runs, and tells a foreseen failure in one line instead of a stack trace.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> ReportAsync(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (Exception e) when (Sentence(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync($"Key Ceremony Console cannot start. {sentence}");
            return 1;
        }
    }

    // The framework has no types of its own for these; what it throws for a bad address is all over the place.
    private static string? Sentence(Exception e) => e switch
    {
        StartException or StorageException or SealSettingsException => e.Message,
        IOException { InnerException: not null } when e.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase) =>
            $"{e.Message.TrimEnd('.')}: stop the program that listens there, or choose another with --urls.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            "This user may not listen on the port in --urls: choose one above 1023.",
        SocketException socket =>
            $"The address in --urls cannot be listened on ({socket.Message}): choose one of this machine.",
        _ => null,
    };
}
