using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

public sealed class BlobInfoTests
{
    // At 128 and at 16,384 a length takes one byte more.
    [Theory]
    [InlineData(1, "0a01")]
    [InlineData(127, "0a7f")]
    [InlineData(128, "0a8001")]
    [InlineData(129, "0a8101")]
    [InlineData(16_383, "0aff7f")]
    [InlineData(16_384, "0a808001")]
    public void Lengths_are_varints(int length, string head)
    {
        byte[] ciphertext = new byte[length];
        ciphertext[^1] = 7;

        byte[] message = BlobInfo.Write(new SealedBlob(ciphertext));

        Assert.StartsWith(head, Convert.ToHexStringLower(message), StringComparison.Ordinal);
        Assert.Equal(head.Length / 2 + length, message.Length);
        Assert.Equal(ciphertext, BlobInfo.Read(message).Ciphertext);
    }

    [Theory]
    [InlineData("0a0101", null, "")]
    [InlineData("0a01012a00", "", "")]
    [InlineData("0a01012a031a0141", "A", "")]
    [InlineData("0a01012a032a0109", "", "09")]
    [InlineData("0a01012a061a01412a0109", "A", "09")]
    public void Whether_the_key_is_named_shows(string hex, string? keyId, string wrappedKey)
    {
        SealedBlob read = BlobInfo.Read(Convert.FromHexString(hex));

        Assert.Equal((keyId, wrappedKey), (read.KeyId, Convert.ToHexStringLower(read.WrappedKey)));
        Assert.Equal(hex, Convert.ToHexStringLower(BlobInfo.Write(read)));
    }

    // A later version of the message may have more in it.
    [Theory]
    [InlineData("0801" + "0a0107")]
    [InlineData("088080808001" + "0a0107")]
    [InlineData("19" + "0102030405060708" + "0a0107")]
    [InlineData("1d" + "01020304" + "0a0107")]
    [InlineData("0a0107" + "2a0508011a0141")]
    public void Unknown_fields_of_every_kind_are_passed_over(string hex) =>
        Assert.Equal([7], BlobInfo.Read(Convert.FromHexString(hex)).Ciphertext);

    [Theory]
    [InlineData("")]
    [InlineData("0a")]
    [InlineData("0a00")]
    [InlineData("0a0207")]
    [InlineData("0a0107" + "12")]
    [InlineData("0a0107" + "1d010203")]
    [InlineData("0a0107" + "1901020304050607")]
    [InlineData("0a0107" + "0b")]
    [InlineData("0a0107" + "08ffffffffffffffffffff01")]
    [InlineData("0affffffffffffffffff01" + "07")]
    public void What_is_no_such_message_is_damage(string hex)
    {
        EngineException refusal = Assert.Throws<EngineException>(() => BlobInfo.Read(Convert.FromHexString(hex)));

        Assert.Equal((EngineFault.Damaged, "the stored keys are unreadable"), (refusal.Fault, refusal.Message));
    }
}
