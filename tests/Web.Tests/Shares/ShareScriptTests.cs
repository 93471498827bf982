using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Shares;

/// <summary>What the browser does with shares, run on the files themselves.</summary>
public sealed class ShareScriptTests
{
    [Fact]
    public Task The_browser_reads_and_writes_shares_in_groups_as_the_server_does() => Node.RunAsync("share-text.mjs");
}
