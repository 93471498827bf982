using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Shares;

/// <summary>What the browser does with shares, run on the files themselves.</summary>
public sealed class ShareScriptTests
{
    [Fact]
    public Task The_browser_reads_and_writes_shares_in_groups_as_the_server_does() => Node.RunAsync("share-text.mjs");

    [Fact]
    public Task The_camera_takes_shares_and_nothing_else_and_reads_what_a_card_shows() => Node.RunAsync("scan-share.mjs");
}
