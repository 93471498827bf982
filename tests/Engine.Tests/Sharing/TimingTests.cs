using KeyCeremonyConsole.Engine.Benchmarks;

namespace KeyCeremonyConsole.Engine.Tests.Sharing;

/// <summary>
/// The short form of the check whose long one is in tests/Engine.Benchmarks, "timing": it finds what leaks plainly, such
/// as a look-up or a branch that crept in, and a method that leaks must be among what it finds.
/// </summary>
[Collection(nameof(Alone))]
public sealed class TimingTests
{
    private const int Samples = 30_000;

    // Once more with more of them: a leak shows the better the more there are, a coincidence does not.
    [Fact]
    public void No_secret_shows_in_the_time_that_sharing_takes() =>
        Assert.True(TimingCheck.Run(Samples) == 0 || TimingCheck.Run(10 * Samples) == 0, "see the |t| that is too large in the output");

    /// <summary>With nothing beside it, for it measures time.</summary>
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;
}
