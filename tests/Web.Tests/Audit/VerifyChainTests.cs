using Bunit;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Web.Audit;
using KeyCeremonyConsole.Web.Tests.Keys;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Audit;

/// <summary>What the check of the chain says, and that it can be left.</summary>
public sealed class VerifyChainTests : OpenVaultTests
{
    [Theory]
    [InlineData(57, "The chain is broken at entry 57. 56 entries before it are as written.", "/audit?before=63")]
    [InlineData(1, "The chain is broken at entry 1. It is the first one.", "/audit?before=7")]
    public async Task A_broken_chain_names_its_place(long broken, string words, string place)
    {
        await OpenAsync();
        IRenderedComponent<VerifyChain> chain = RenderChain(_ => Found(new ChainCheck(broken, broken)));

        chain.Find("button").Click();

        Assert.Contains(words, chain.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(place, chain.Find("[role=alert] a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_long_check_shows_that_it_runs_and_can_be_stopped()
    {
        await OpenAsync();
        CancellationToken seen = default;
        IRenderedComponent<VerifyChain> chain = RenderChain(ct => NeverAsync(seen = ct));
        chain.Find("button").Click();
        Assert.NotNull(chain.Find(".mud-progress-linear"));

        chain.Find("button").Click();

        Assert.True(seen.IsCancellationRequested);
        chain.WaitForAssertion(() => Assert.Equal("Verify the chain", chain.Find("button").TextContent));
        Assert.DoesNotContain("every hash follows", chain.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaving_the_page_stops_the_check()
    {
        await OpenAsync();
        CancellationToken seen = default;
        IRenderedComponent<VerifyChain> chain = RenderChain(ct => NeverAsync(seen = ct));
        chain.Find("button").Click();

        await DisposeComponentsAsync();

        Assert.True(seen.IsCancellationRequested);
    }

    private static Task<Outcome<ChainCheck>> Found(Outcome<ChainCheck> check) => Task.FromResult(check);

    private static async Task<Outcome<ChainCheck>> NeverAsync(CancellationToken ct)
    {
        await Task.Delay(Timeout.Infinite, ct);
        return new ChainCheck(0, null);
    }

    private IRenderedComponent<VerifyChain> RenderChain(Func<CancellationToken, Task<Outcome<ChainCheck>>> verify) =>
        Render<VerifyChain>(p => p.Add(c => c.Verify, verify));
}
