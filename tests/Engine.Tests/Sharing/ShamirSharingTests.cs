using CsCheck;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using KeyCeremonyConsole.Engine.Tests.Vectors;

namespace KeyCeremonyConsole.Engine.Tests.Sharing;

public sealed class ShamirSharingTests
{
    private static readonly string[] Known =
    [
        "c0c3c6c9cccfd2d5d8dbdee1e4e7eaedf0f3f6f9fcff8285888b8e9194979a9d01",
        "b6b9a8978a85f4ebcec1d02f323d0c13464958677a759f80a5aabbc4d9d6e7f802",
        "03346d96dfe83241a097ce28615687f45e6930cb82b55526c7f0a9591027f68505",
        "3cf5b5a435fc17962ee7a7fb6aa373f218d1918011d8a92890591933a26bbb3afe",
        "fc37716efd36c344fe35731182499710f833756af9323dba00cb8db92ae13fb8ff",
    ];

    public static TheoryData<int> Vectors => [.. Enumerable.Range(0, GoldenVectors.ShamirCount)];

    // Shuffling picks any T of N in any order; taking more than T is covered as well.
    [Fact]
    public void Any_threshold_or_more_of_the_shares_give_the_secret_back() =>
        (from n in Gen.Int[2, 12]
         from t in Gen.Int[2, n]
         from count in Gen.Int[t, n]
         from secret in Gen.Byte.Array[1, 70]
         from picked in Gen.Shuffle(Enumerable.Range(0, n).ToArray(), count)
         select (n, t, secret, picked))
        .Sample(
            c =>
            {
                using SecretBytes secret = Bytes.Secret(c.secret);
                IReadOnlyList<SecretBytes> shares = ShamirSharing.Split(secret, ShareScheme.Of(c.n, c.t));

                using SecretBytes combined = ShamirSharing.Combine([.. c.picked.Select(i => shares[i])]);

                Assert.True(combined.Matches(secret));
                Assert.Equal(c.n, shares.Select(share => share.Borrow()[^1]).Distinct().Count());
                shares.Wipe();
            },
            iter: 300);

    [Fact]
    public void Our_shares_are_combined_by_an_independent_reader()
    {
        using SecretBytes secret = SecretBytes.Random(32);
        IReadOnlyList<SecretBytes> shares = ShamirSharing.Split(secret, ShareScheme.Of(255, 4));

        Assert.All(shares, share => Assert.Equal(33, share.Length));
        Assert.DoesNotContain((byte)0, shares.Select(share => share.Borrow()[^1]));
        Assert.Equal(secret.Open(), PlainReader.Combine([.. shares.TakeLast(4).Open()]));
        shares.Wipe();
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Combines_foreign_shares(int vector)
    {
        (byte[] secret, int threshold, byte[][] rows) = GoldenVectors.Shamir(vector);
        SecretBytes[] shares = [.. rows.Select(row => Bytes.Secret(row))];

        for (int first = 0; first + threshold <= shares.Length; first++)
        {
            using SecretBytes combined = ShamirSharing.Combine(shares[first..(first + threshold)]);
            Assert.Equal(secret, combined.Open());
        }

        using SecretBytes all = ShamirSharing.Combine([.. shares.Reverse()]);
        Assert.Equal(secret, all.Open());
        shares.Wipe();
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(4, 0, 3)]
    [InlineData(3, 2, 1)]
    [InlineData(0, 1, 2, 3, 4)]
    public void Combines_the_shares_of_the_specification(params int[] picked)
    {
        SecretBytes[] shares = [.. picked.Select(i => Bytes.FromHex(Known[i]))];

        using SecretBytes secret = ShamirSharing.Combine(shares);

        Assert.Equal(Enumerable.Range(0, 32).Select(i => (byte)i), secret.Open());
        shares.Wipe();
    }

    [Fact]
    public void Too_few_shares_give_other_bytes_without_an_error()
    {
        using SecretBytes secret = ShamirSharing.Combine([Bytes.FromHex(Known[0]), Bytes.FromHex(Known[2])]);

        Assert.Equal("b6b8aa988e80eaf0c6c8da180e003a2056584a786e60f1ebddd3c1a3b5bb819b", Convert.ToHexStringLower(secret.Borrow()));
    }

    // Round trips pass even when every coefficient is zero and each share is the secret itself. So:
    // one byte of one share must take all 256 values, whatever the secret. A false alarm has a chance
    // below 1e-14. It also fails if somebody leaves out a leading coefficient of zero: then the share
    // is never equal to the secret.
    [Fact]
    public void One_share_alone_tells_nothing()
    {
        var seen = new HashSet<byte>();
        using SecretBytes secret = Bytes.Secret(0x2A);
        for (int i = 0; i < 10_000; i++)
        {
            IReadOnlyList<SecretBytes> shares = ShamirSharing.Split(secret, ShareScheme.Of(2, 2));
            seen.Add(shares[0].Borrow()[0]);
            shares.Wipe();
        }

        Assert.Equal(256, seen.Count);
        Assert.Contains((byte)0x2A, seen);
    }

    // x is public, but must not be zero, and must not tell the order of dealing.
    [Fact]
    public void The_point_of_a_share_is_any_of_255()
    {
        var seen = new HashSet<byte>();
        using SecretBytes secret = Bytes.Secret(1);
        for (int i = 0; i < 10_000; i++)
        {
            IReadOnlyList<SecretBytes> shares = ShamirSharing.Split(secret, ShareScheme.Of(2, 2));
            seen.Add(shares[0].Borrow()[1]);
            shares.Wipe();
        }

        Assert.Equal(255, seen.Count);
        Assert.DoesNotContain((byte)0, seen);
    }

    [Fact]
    public void One_of_one_is_the_secret_itself()
    {
        using SecretBytes secret = SecretBytes.Random(32);

        using SecretBytes share = Assert.Single(ShamirSharing.Split(secret, ShareScheme.Of(1, 1)));

        Assert.True(share.Matches(secret));
        Assert.NotSame(secret, share);
    }

    [Theory]
    [InlineData("less than two parts cannot be used to reconstruct the secret")]
    [InlineData("less than two parts cannot be used to reconstruct the secret", "0102")]
    [InlineData("parts must be at least two bytes", "01", "02")]
    [InlineData("all parts must be the same length", "0101", "030302")]
    [InlineData("duplicate part detected", "0102", "0302")]
    [InlineData("duplicate part detected", "0101", "0302", "0401")]
    [InlineData("a part ends in zero, which no share does", "0101", "0300")]
    public void Refuses_what_cannot_be_shares_of_one_secret(string words, params string[] parts)
    {
        SecretBytes[] shares = [.. parts.Select(Bytes.FromHex)];

        Assert.Equal(words, Assert.Throws<ArgumentException>(() => ShamirSharing.Combine(shares)).Message);
        shares.Wipe();
    }

    [Fact]
    public void Nothing_cannot_be_shared()
    {
        using SecretBytes empty = SecretBytes.Allocate(0);

        ArgumentException refusal =
            Assert.Throws<ArgumentException>(() => ShamirSharing.Split(empty, ShareScheme.Of(3, 2)));
        Assert.Equal("cannot split an empty secret", refusal.Message);
    }
}
