using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

public sealed class DealTests : IDisposable
{
    private readonly SecretBytes _kek = SecretBytes.Random(32);

    public void Dispose() => _kek.Dispose();

    [Fact]
    public void Shares_that_nobody_took_over_are_wiped()
    {
        var kept = new Deal(_kek, ShareScheme.Of(3, 2));
        var given = new Deal(_kek, ShareScheme.Of(3, 2));
        IReadOnlyList<SecretBytes> left = kept.Shares;
        IReadOnlyList<SecretBytes> taken = given.HandOver();

        kept.Dispose();
        given.Dispose();

        Assert.All(left, share => Assert.Throws<ObjectDisposedException>(() => share.Borrow().Length));
        Assert.All(taken, share => Assert.Equal(33, share.Borrow().Length));
        taken.Wipe();
    }

    // The digest stands in the barrier; the row lies in the open. Whatever of the row it leaves out can be changed there.
    [Fact]
    public void Everything_of_a_pending_set_that_counts_is_in_its_digest()
    {
        using var deal = new Deal(_kek, ShareScheme.Of(3, 2));
        DealtSet set = DealtSet.Of(deal.Shares, ShareScheme.Of(3, 2), 7, SetStanding.Pending, Morning);
        byte[] other = RandomNumberGenerator.GetBytes(32);

        DealtSet[] changed =
        [
            set with { Set = set.Set with { Id = Convert.ToHexStringLower(other.AsSpan(0, 16)) } },
            set with { Set = set.Set with { Generation = 8 } },
            set with { Set = set.Set with { Scheme = ShareScheme.Of(4, 2) } },
            set with { Set = set.Set with { Scheme = ShareScheme.Of(3, 3) } },
            set with { Set = set.Set with { Target = ShareTarget.Recovery } },
            set with { Salt = other },
            set with { Commitments = [other, .. set.Commitments.Skip(1)] },
            set with { Commitments = [.. set.Commitments.Take(2), other] },
            set with { Commitments = [.. set.Commitments.Take(2)] },
        ];

        Assert.Equal(set.Digest(), (set with { }).Digest());
        Assert.All(changed, one => Assert.NotEqual(set.Digest(), one.Digest()));
    }

    [Fact]
    public void A_share_is_recognised_in_its_own_set_alone()
    {
        using var deal = new Deal(_kek, ShareScheme.Of(3, 2));
        DealtSet set = DealtSet.Of(deal.Shares, ShareScheme.Of(3, 2), 7, SetStanding.Pending, Morning);
        DealtSet later = set with { Set = set.Set with { Generation = 8 } };

        Assert.Equal([1, 2, 3], deal.Shares.Select(set.NumberOf));
        Assert.Equal([0, 0, 0], deal.Shares.Select(later.NumberOf));
    }

    [Fact]
    public void Shares_that_do_not_give_the_key_are_found_before_they_are_handed_out()
    {
        using var deal = new Deal(_kek, ShareScheme.Of(3, 2));
        using var one = new Deal(_kek, ShareScheme.Of(1, 1));
        using SecretBytes other = SecretBytes.Random(32);

        SelfTest.SharesGive(_kek, deal.Shares, ShareScheme.Of(3, 2));
        SelfTest.SharesGive(_kek, one.Shares, ShareScheme.Of(1, 1));

        Assert.Throws<CryptographicException>(() => SelfTest.SharesGive(other, deal.Shares, ShareScheme.Of(3, 2)));
        Assert.Throws<CryptographicException>(() => SelfTest.SharesGive(other, one.Shares, ShareScheme.Of(1, 1)));
    }

    [Fact]
    public void A_keyring_that_does_not_open_or_holds_something_else_is_found_before_it_is_stored()
    {
        using SecretBytes rootKey = SecretBytes.Random(32);
        using SecretBytes otherKek = SecretBytes.Random(32);
        using Keyring keyring = Keyrings.Of(rootKey.Copy(), 1, 2);
        using Keyring fewer = Keyrings.Of(rootKey.Copy(), 1);
        using Keyring others = Keyrings.Of(rootKey.Copy(), 1, 2);
        using Keyring otherTerms = Keyrings.Of(rootKey.Copy(), 1, 3);
        RecordChange[] records = [KeyringRecord.Seal(keyring, 0), StoredKeys.Wrap(_kek, rootKey)];

        SelfTest.KekOpens(_kek, records, keyring);
        SelfTest.RootKeyOpens(rootKey, records, keyring);

        Assert.Throws<CryptographicException>(() => SelfTest.KekOpens(otherKek, records, keyring));
        Assert.Throws<EngineException>(() => SelfTest.RootKeyOpens(otherKek, records, keyring));
        Assert.Throws<CryptographicException>(() => SelfTest.RootKeyOpens(rootKey, records, fewer));
        Assert.Throws<CryptographicException>(() => SelfTest.RootKeyOpens(rootKey, records, others));
        Assert.Throws<CryptographicException>(() => SelfTest.RootKeyOpens(rootKey, records, otherTerms));
    }
}
