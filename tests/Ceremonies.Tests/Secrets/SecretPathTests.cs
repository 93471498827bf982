using CsCheck;
using KeyCeremonyConsole.Ceremonies.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Tests.Secrets;

public sealed class SecretPathTests
{
    private const string Seed = "0000KRZB7B21";

    private static readonly Gen<string> Names = Gen.Char["abcZ09._-\u00e9"].Array[1, 12].Select(c => new string(c)).Where(s => s is not ("." or ".."));

    [Fact]
    public void Names_parted_by_slashes_are_a_path_and_come_back_from_their_record() =>
        Names.Array[1, 6].Sample(
            names =>
            {
                string text = string.Join('/', names);
                return SecretPath.TryParse(text, out SecretPath path, out _)
                    && path.Value == text
                    && path.Record.StartsWith(SecretPath.RecordPrefix(""), StringComparison.Ordinal)
                    && SecretPath.FromRecord(path.Record) == path;
            },
            seed: Seed,
            iter: 1_000);

    [Fact]
    public void Whatever_is_taken_stays_below_its_mount() =>
        Gen.Char["a./ \t\n\0\\"].Array[0, 12].Select(c => new string(c)).Sample(
            text => !SecretPath.TryParse(text, out SecretPath path, out _)
                || (path.Value.Length > 0
                    && !path.Value.StartsWith('/')
                    && !path.Value.EndsWith('/')
                    && path.Value.Split('/').All(s => s is not ("" or "." or ".."))
                    && !path.Value.Any(char.IsWhiteSpace)
                    && !path.Value.Any(char.IsControl)),
            seed: Seed,
            iter: 5_000);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a b")]
    [InlineData("a\u00a0b")]
    [InlineData("a\0b")]
    public void Is_no_path(string text)
    {
        Assert.False(SecretPath.TryParse(text, out _, out Refusal? refusal));
        Assert.Equal("bad-path", refusal.Code);
    }

    [Theory]
    [InlineData(Limits.SecretPath, true)]
    [InlineData(Limits.SecretPath + 1, false)]
    public void A_path_has_512_characters_at_most(int length, bool good) =>
        Assert.Equal(good, SecretPath.TryParse(new string('a', length), out _, out _));
}
