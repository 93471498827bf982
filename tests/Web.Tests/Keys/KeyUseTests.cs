using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Keys;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Keys;

public sealed class KeyUseTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(98_204, "98,204")]
    [InlineData(1_418_220, "1.42 M")]
    [InlineData(3_865_470_566, "3.87 billion")]
    public void A_count_is_short_and_keeps_its_meaning(long count, string words) => Assert.Equal(words, KeyUse.Short(count));

    [Theory]
    [InlineData(0, "0 % of the limit of 3,865,470,566")]
    [InlineData(1, "Less than 0.01 % of the limit of 3,865,470,566")]
    [InlineData(1_546_188, "0.04 % of the limit of 3,865,470,566")]
    [InlineData(3_865_470_566, "100 % of the limit of 3,865,470,566")]
    public void A_part_of_the_limit_is_never_rounded_to_nothing(long count, string words) => Assert.Equal(words, KeyUse.OfLimit(count, RotationLimits.Upstream.MostOperations));
}
