using System.Buffers.Text;
using CsCheck;
using KeyCeremonyConsole.Ceremonies.People;

namespace KeyCeremonyConsole.Ceremonies.Tests.People;

public sealed class CodeTests
{
    [Fact]
    public void A_set_up_code_is_read_as_people_type_it()
    {
        var code = new SetUpCode();
        string issued = code.Issue();

        Assert.Matches("^([A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}$", issued);
        Assert.True(code.Matches(issued));
        Assert.True(code.Matches($"  {issued.ToLowerInvariant()} "));
        Assert.True(code.Matches(issued.Replace("-", "", StringComparison.Ordinal)));
        Assert.False(code.Matches(issued[..^1]));
        Assert.False(code.Matches(""));
    }

    [Fact]
    public void After_twenty_tries_not_even_the_right_set_up_code_opens()
    {
        var code = new SetUpCode();
        string issued = code.Issue();
        for (int i = 0; i < 19; i++)
        {
            Assert.False(code.Matches("GUESS"));
        }

        Assert.True(code.Matches(issued));
        Assert.False(code.Matches(issued));
        Assert.True(code.Matches(code.Issue()));
    }

    [Fact]
    public void No_set_up_code_opens_before_it_is_issued_or_after_it_is_closed()
    {
        var code = new SetUpCode();
        Assert.False(code.Matches(""));
        string issued = code.Issue();
        code.Close();

        Assert.False(code.Matches(issued));
        Assert.NotEqual(issued, code.Issue());
    }

    [Fact]
    public void An_invitation_code_is_stored_as_its_hash_only()
    {
        string code = InvitationCode.New();

        Assert.Equal(43, code.Length);
        Assert.Matches("^[0-9a-f]{64}$", InvitationCode.HashOf(code));
        Assert.NotEqual(InvitationCode.HashOf(code), InvitationCode.HashOf(InvitationCode.New()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+/")]
    public void What_is_no_invitation_code_has_no_hash(string text) => Assert.Equal("", InvitationCode.HashOf(text));

    [Fact]
    public void Any_text_at_all_is_taken_as_an_invitation_code_without_a_crash()
    {
        Gen.Char["ABab09-_=+/ \n\u00e9"].Array[0, 70].Sample(
            text => InvitationCode.HashOf(new string(text)).Length is 0 or 64, seed: Seed, iter: 2_000);
        foreach (char last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        {
            Assert.True(InvitationCode.HashOf(new string('A', 42) + last).Length is 0 or 64);
        }

        Assert.Equal(64, InvitationCode.HashOf(Base64Url.EncodeToString(new byte[32])).Length);
    }

    private const string Seed = "0000KRZB7B21";
}
