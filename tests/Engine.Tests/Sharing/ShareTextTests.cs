using System.Text;
using CsCheck;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Tests.Doubles;

namespace KeyCeremonyConsole.Engine.Tests.Sharing;

public sealed class ShareTextTests
{
    private const string Unreadable = "'key' must be a valid hex or base64 string";

    [Fact]
    public void Every_encoding_of_a_share_is_read() =>
        Gen.Byte.Array[16, 33].Sample(bytes =>
        {
            using SecretBytes share = Bytes.Secret(bytes);
            byte[] base64 = new byte[44];
            int length = ShareText.EncodeBase64(share, base64);

            foreach (string text in new[]
            {
                Encoding.ASCII.GetString(base64, 0, length),
                Convert.ToHexString(bytes),
                " \t" + Convert.ToHexStringLower(bytes) + "\r\n",
            })
            {
                Assert.True(ShareText.TryDecode(Encoding.ASCII.GetBytes(text), out SecretBytes? read, out string? problem));
                Assert.Null(problem);
                Assert.True(read.Matches(share));
                read.Dispose();
            }
        });

    [Fact]
    public void Hexadecimal_is_written_in_small_letters_and_read_back() =>
        Gen.Byte.Array[16, 33].Sample(bytes =>
        {
            using SecretBytes share = Bytes.Secret(bytes);

            using SecretBytes hex = ShareText.EncodeHex(share);

            Assert.Equal(Convert.ToHexStringLower(bytes), Encoding.ASCII.GetString(hex.Borrow()));
            Assert.True(ShareText.TryDecode(hex.Borrow(), out SecretBytes? read, out _));
            Assert.True(read.Matches(share));
            read.Dispose();
        });

    [Theory]
    [InlineData("", "key is shorter than minimum 16 bytes")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA", "key is shorter than minimum 16 bytes")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", "key is longer than maximum 33 bytes")]
    [InlineData("not a share", Unreadable)]
    [InlineData("AAAAAAAAAAAA AAAAAAAAAAAA", Unreadable)]
    [InlineData("AAAAAAAAAAAA\nAAAAAAAAAAAA", Unreadable)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA", Unreadable)]
    [InlineData("-_AAAAAAAAAAAAAAAAAAAAAA", Unreadable)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==AAAA", Unreadable)]
    [InlineData("ÄAAAAAAAAAAAAAAAAAAAAA==", Unreadable)]
    public void Other_text_is_refused_in_Vaults_words(string text, string words)
    {
        Assert.False(ShareText.TryDecode(Encoding.UTF8.GetBytes(text), out SecretBytes? share, out string? problem));
        Assert.Null(share);
        Assert.Equal(words, problem);
    }

    // 15 and 34 bytes of hexadecimal are no share, but may be base64, as in Vault.
    [Theory]
    [InlineData(24, 18)]
    [InlineData(32, 16)]
    [InlineData(44, 22)]
    public void Hexadecimal_comes_first(int characters, int bytes)
    {
        Assert.True(ShareText.TryDecode(Encoding.ASCII.GetBytes(new string('a', characters)), out SecretBytes? share, out _));
        Assert.Equal(bytes, share.Length);
        share.Dispose();
    }

    [Fact]
    public void A_flood_of_text_is_refused() =>
        Assert.False(ShareText.TryDecode(new byte[1_000_000], out _, out string? problem) || problem != Unreadable);

    [Fact]
    public void The_base64_of_the_specification_is_written()
    {
        using SecretBytes share = Bytes.FromHex("03346d96dfe83241a097ce28615687f45e6930cb82b55526c7f0a9591027f68505");
        byte[] text = new byte[44];

        Assert.Equal(44, ShareText.EncodeBase64(share, text));
        Assert.Equal("AzRtlt/oMkGgl84oYVaH9F5pMMuCtVUmx/CpWRAn9oUF", Encoding.ASCII.GetString(text));
    }

    [Fact]
    public void Too_little_room_for_the_text_is_an_error()
    {
        using SecretBytes share = SecretBytes.Random(33);

        Assert.Throws<ArgumentException>(() => ShareText.EncodeBase64(share, new byte[43]));
    }
}
