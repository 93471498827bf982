using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests;

/// <summary>Tests of the browser's scripts, run by Node.</summary>
internal static class Node
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="script">A file in the folder <c>node</c> beside the caller's.</param>
    /// <param name="here">Is filled in.</param>
    public static async Task RunAsync(string script, [CallerFilePath] string here = "")
    {
        string[] arguments = ["--test", Path.Combine(Path.GetDirectoryName(here)!, "node", script)];
        using Process node = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> said = node.StandardOutput.ReadToEndAsync(Stop);
        Task<string> complained = node.StandardError.ReadToEndAsync(Stop);
        await node.WaitForExitAsync(Stop);

        string all = await said + await complained;
        Assert.True(node.ExitCode == 0, all);
        Assert.Contains("# fail 0", all.Replace("\u2139", "#", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
