using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Shares;

/// <summary>What the browser does with shares, run by Node on the files themselves.</summary>
public sealed class ShareScriptTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task The_browser_reads_and_writes_shares_in_groups_as_the_server_does() => RunAsync("share-text.mjs");

    private static async Task RunAsync(string script, [CallerFilePath] string here = "")
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
