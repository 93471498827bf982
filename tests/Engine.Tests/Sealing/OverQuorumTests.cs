using System.Security.Cryptography;
using CsCheck;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

/// <summary>Wrong shares among too many, in a store that keeps no commitments.</summary>
public sealed class OverQuorumTests
{
    [Fact]
    public void Finds_exactly_the_wrong_ones_wherever_they_are() =>
        Gen.Select(Gen.Int[2, 6], Gen.Int[0, 4], Gen.Int[0, 1000]).Sample((threshold, spare, seed) =>
        {
            int count = threshold + spare;
            using SecretBytes key = SecretBytes.Random(32);
            SecretBytes[] shares = [.. ShamirSharing.Split(key, ShareScheme.Of(Math.Max(count, threshold), threshold))];
            int[] wrong = [.. Enumerable.Range(0, count).OrderBy(i => (i * 7919 + seed * 31) % 101).Take(seed % (spare + 1))];
            foreach (int i in wrong)
            {
                RandomNumberGenerator.Fill(shares[i].Fill()[..^1]); // Of another set.
            }

            Assert.Equal(Enumerable.Range(0, count).Except(wrong), OverQuorum.Find(shares, ShareScheme.Of(count, threshold), key.Matches));
            Array.ForEach(shares, s => s.Dispose());
        }, iter: 300);

    [Fact]
    public void With_too_many_wrong_ones_it_says_that_it_does_not_know()
    {
        using SecretBytes key = SecretBytes.Random(32);
        SecretBytes[] shares = [.. ShamirSharing.Split(key, ShareScheme.Of(4, 3))];
        shares[0].Fill()[0] ^= 1;
        shares[3].Fill()[0] ^= 1;

        Assert.Empty(OverQuorum.Find(shares, ShareScheme.Of(4, 3), key.Matches));
        Assert.Empty(OverQuorum.Find(shares[..2], ShareScheme.Of(4, 3), key.Matches));
    }

    [Fact]
    public void A_share_with_a_point_that_is_taken_or_another_length_is_a_wrong_one()
    {
        using SecretBytes key = SecretBytes.Random(32);
        IReadOnlyList<SecretBytes> shares = ShamirSharing.Split(key, ShareScheme.Of(3, 2));
        using SecretBytes samePoint = shares[0].Copy();
        samePoint.Fill()[3] ^= 9;
        using SecretBytes shorter = SecretBytes.Random(25);

        Assert.Equal([1, 3], OverQuorum.Find([samePoint, shares[0], shorter, shares[1]], ShareScheme.Of(3, 2), key.Matches));
    }

    [Fact]
    public void It_gives_up_after_so_many_sets()
    {
        SecretBytes[] shares = [.. Enumerable.Range(1, 40).Select(i => Share((byte)i))];
        int tried = 0;

        Assert.Empty(OverQuorum.Find(shares, ShareScheme.Of(40, 20), _ =>
        {
            tried++;
            return false;
        }));

        Assert.Equal(OverQuorum.MostSets, tried);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_found_in_a_vault_that_is_sealed_or_open(bool open)
    {
        using TestVault vault = open ? await UnsealedAsync() : await InitialisedAsync();
        vault.Store.Remove(RecordPaths.ShareSets); // As another server wrote it.
        using SecretBytes junk = SecretBytes.Random(33);
        junk.Fill()[^1] = 250;

        Assert.Equal([0, 2, 3], await vault.Engine.FindRightSharesAsync([vault.Shares[0], junk, vault.Shares[1], vault.Shares[4]], Ct));
    }

    [Fact]
    public async Task Recovery_shares_are_found_as_well()
    {
        using TestVault vault = await AutoAsync();
        using SecretBytes junk = SecretBytes.Random(33);
        junk.Fill()[^1] = 250;

        Assert.Equal([1, 2, 3], await vault.Engine.FindRightSharesAsync([junk, .. vault.Shares.Take(3)], Ct));
    }

    private static SecretBytes Share(byte point)
    {
        SecretBytes share = SecretBytes.Random(33);
        share.Fill()[^1] = point;
        return share;
    }
}
