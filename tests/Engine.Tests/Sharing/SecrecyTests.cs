using KeyCeremonyConsole.Engine.Tests.Doubles;

namespace KeyCeremonyConsole.Engine.Tests.Sharing;

/// <summary>Round trips pass with coefficients of zero, when each share is the secret itself. These do not.</summary>
public sealed class SecrecyTests
{
    // Ten standard deviations above the mean: by chance once in more than 10^14 runs. A million splits with
    // a tighter bound: tests/Engine.Benchmarks, "secrecy".
    private const double Bound = 255 + (10 * 22.6);

    [Fact]
    public void Fewer_shares_than_the_threshold_are_uniform_and_so_are_the_coefficients() =>
        Assert.All(Secrecy.Count(12_800).Results, result =>
        {
            Assert.InRange(result.ChiSquare, 0, Bound);
            Assert.InRange(result.Zeroes, 5, int.MaxValue); // 50 are expected.
        });

    [Theory]
    [InlineData(255, 0.488)] // A median is a little below the mean.
    [InlineData(330.5, 0.001)]
    [InlineData(190, 0.999)]
    public void The_probability_of_a_chi_square_is_that_of_the_tables(double chiSquare, double probability) =>
        Assert.Equal(probability, Secrecy.Probability(chiSquare), 0.002);
}
