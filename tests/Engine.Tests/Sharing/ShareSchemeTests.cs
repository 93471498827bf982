using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Engine.Tests.Sharing;

public sealed class ShareSchemeTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 3)]
    [InlineData(255, 2)]
    [InlineData(255, 255)]
    public void Allowed_numbers_make_a_scheme(int shares, int threshold)
    {
        Assert.True(ShareScheme.TryCreate(shares, threshold, out ShareScheme? scheme, out string? problem));
        Assert.Equal((shares, threshold), (scheme.Shares, scheme.Threshold));
        Assert.Null(problem);
    }

    // Several rules are broken in many rows: the first one speaks.
    [Theory]
    [InlineData(0, 0, "shares must be at least one")]
    [InlineData(-1, 300, "shares must be at least one")]
    [InlineData(5, 0, "threshold must be at least one")]
    [InlineData(300, -1, "threshold must be at least one")]
    [InlineData(2, 1, "threshold must be greater than one for multiple shares")]
    [InlineData(256, 1, "threshold must be greater than one for multiple shares")]
    [InlineData(256, 2, "shares must be less than 256")]
    [InlineData(256, 300, "shares must be less than 256")]
    [InlineData(5, 256, "threshold must be less than 256")]
    [InlineData(1, 2, "threshold cannot be larger than shares")]
    [InlineData(3, 4, "threshold cannot be larger than shares")]
    public void Other_numbers_are_refused_in_Vaults_words(int shares, int threshold, string words)
    {
        Assert.False(ShareScheme.TryCreate(shares, threshold, out ShareScheme? scheme, out string? problem));
        Assert.Null(scheme);
        Assert.Equal(words, problem);
        Assert.Equal(words, Assert.Throws<ArgumentException>(() => ShareScheme.Of(shares, threshold)).Message);
    }
}
