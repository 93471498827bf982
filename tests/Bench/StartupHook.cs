using System.Globalization;
using System.IO.Pipes;

#pragma warning disable CA1050 // The runtime looks for this very name, in no namespace.

/// <summary>
/// Loaded by DOTNET_STARTUP_HOOKS into the processes that are measured, ours and the template's alike: whoever connects
/// to the pipe gets the managed heap and the resident set in bytes, after everything that can be collected was.
/// </summary>
internal static class StartupHook
{
    public const string PipeVariable = "BENCH_HEAP_PIPE";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(PipeVariable) is { } pipe)
        {
            new Thread(() => Serve(pipe)) { IsBackground = true }.Start();
        }
    }

    private static void Serve(string name)
    {
        while (true)
        {
            using NamedPipeServerStream pipe = new(name);
            pipe.WaitForConnection();
            for (int i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }

            using StreamWriter writer = new(pipe);
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{GC.GetTotalMemory(forceFullCollection: true)} {Environment.WorkingSet}"));
        }
    }
}
