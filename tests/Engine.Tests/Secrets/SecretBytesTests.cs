using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Tests.Doubles;

namespace KeyCeremonyConsole.Engine.Tests.Secrets;

public sealed class SecretBytesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(100_000)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    public void Allocated_bytes_are_zero_and_can_be_written_to_the_last(int length)
    {
        using SecretBytes secret = SecretBytes.Allocate(length);
        Assert.Equal(new byte[length], secret.Open());

        secret.Fill().Fill(0xA5);

        Assert.Equal(length, secret.Length);
        Assert.Equal(-1, secret.Open().AsSpan().IndexOfAnyExcept((byte)0xA5));
    }

    // Memory is handed on from one secret to the next.
    [Theory]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4000)]
    [InlineData(5000)]
    public void No_secret_begins_with_the_bytes_of_another(int length)
    {
        for (int i = 0; i < 200; i++)
        {
            using SecretBytes secret = SecretBytes.Allocate(length);
            Assert.Equal(new byte[length], secret.Open());
            secret.Fill().Fill(0xFF);
        }
    }

    // Small ones are neighbours on one page. More of them than are kept idle.
    [Fact]
    public void Secrets_that_live_together_do_not_touch_each_other()
    {
        int[] lengths = [.. Enumerable.Range(0, 6000).Select(i => i % 257)];
        SecretBytes[] secrets = [.. lengths.Select(SecretBytes.Allocate)];
        for (int i = 0; i < secrets.Length; i++)
        {
            secrets[i].Fill().Fill((byte)i);
        }

        for (int i = 0; i < secrets.Length; i++)
        {
            Assert.Equal(-1, secrets[i].Borrow().IndexOfAnyExcept((byte)i));
        }

        secrets.Wipe();
    }

    [Fact]
    public void A_negative_length_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretBytes.Allocate(-1));

    [Fact]
    public void Taking_over_wipes_the_source()
    {
        byte[] source = [1, 2, 3];

        using SecretBytes secret = SecretBytes.Take(source);

        Assert.Equal([1, 2, 3], secret.Open());
        Assert.Equal([0, 0, 0], source);
    }

    [Fact]
    public void Random_secrets_differ()
    {
        using SecretBytes one = SecretBytes.Random(32);
        using SecretBytes other = SecretBytes.Random(32);

        Assert.False(one.Matches(other));
    }

    [Theory]
    [InlineData("010203", "010203", true)]
    [InlineData("010203", "010204", false)]
    [InlineData("010203", "0102", false)]
    [InlineData("", "", true)]
    public void Matches_equal_bytes_only(string left, string right, bool same)
    {
        using SecretBytes one = Bytes.FromHex(left);
        using SecretBytes other = Bytes.FromHex(right);

        Assert.Equal(same, one.Matches(other));
    }

    [Fact]
    public void A_copy_outlives_its_original()
    {
        SecretBytes original = Bytes.Secret(7, 8);
        using SecretBytes copy = original.Copy();

        original.Dispose();

        Assert.Equal([7, 8], copy.Open());
    }

    [Fact]
    public void Prints_its_length_and_nothing_else()
    {
        using SecretBytes secret = Bytes.Secret(0x41, 0x42);

        Assert.Equal("SecretBytes(2)", secret.ToString());
        Assert.Equal("SecretBytes(2)", $"{secret}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    public void Nothing_can_be_done_with_a_disposed_secret(int length)
    {
        using SecretBytes other = SecretBytes.Allocate(length);
        SecretBytes secret = SecretBytes.Random(length);
        secret.Dispose();
        secret.Dispose();

        Assert.Throws<ObjectDisposedException>(() => secret.Borrow().Length);
        Assert.Throws<ObjectDisposedException>(() => secret.Fill().Length);
        Assert.Throws<ObjectDisposedException>(() => secret.Matches(other));
        Assert.Throws<ObjectDisposedException>(() => other.Matches(secret));
        Assert.Throws<ObjectDisposedException>(secret.Copy);
        Assert.Equal(length, secret.Length);
    }
}
