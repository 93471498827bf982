using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

/// <summary>From a Shamir seal to a provider and back; the holders keep their shares.</summary>
public sealed class MigrationTests
{
    [Theory]
    [InlineData(5, 3)]
    [InlineData(1, 1)]
    public async Task Unseal_shares_become_recovery_shares_and_unseal_shares_again(int shares, int threshold)
    {
        using TestVault vault = await ShamirWithProviderAsync(shares, threshold);
        await vault.PutAsync("logical/a", "kept");
        byte[][] some = [.. vault.Shares.Take(threshold).Select(share => share.Borrow().ToArray())];
        byte[] first = new PlainReader(vault.Store, some).RootKey;

        await vault.MigrateAsync(ShareTarget.Recovery, vault.Shares.Take(threshold));

        SealStatus status = await vault.StatusAsync();
        Assert.Equal(("static", ShareTarget.Recovery), (status.SealType, status.Current?.Target));
        Assert.DoesNotContain(RecordPaths.ShamirKek, vault.Store.Paths);
        var auto = new PlainReader(vault.Store, TestSeal.Key, TestSeal.KeyId);
        Assert.Equal(shares == 1 ? some[0] : PlainReader.Combine(some), auto.Kek);
        Assert.NotEqual(first, auto.RootKey);
        using TestVault restarted = vault.Restarted();
        await restarted.AutoUnsealAsync();
        Assert.Equal("kept", restarted.Get("logical/a"));
        ShareVerdict verdict = await restarted.JudgeAsync(vault.Shares[0]);
        Assert.Equal((SetStanding.Current, 1, ShareTarget.Recovery), (verdict.Standing, verdict.Number, verdict.Set?.Target));

        await restarted.MigrateAsync(ShareTarget.Unseal, vault.Shares.TakeLast(threshold));

        Assert.Equal(("shamir", ShareTarget.Unseal), ((await restarted.StatusAsync()).SealType, (await restarted.StatusAsync()).Current?.Target));
        Assert.DoesNotContain(restarted.Store.Paths, path => path.StartsWith("core/recovery", StringComparison.Ordinal));
        Assert.NotEqual(auto.RootKey, new PlainReader(restarted.Store, some).RootKey);
        using TestVault again = restarted.Restarted();
        await RefusedAsync(EngineFault.WrongSeal, again.AutoUnsealAsync);
        await again.UnsealAsync(vault.Shares.Take(threshold));
        Assert.Equal("kept", again.Get("logical/a"));
        await again.RotateRootAsync();
    }

    [Fact]
    public async Task Shares_of_another_vault_migrate_nothing()
    {
        using TestVault vault = await ShamirWithProviderAsync(5, 3);
        using TestVault other = await InitialisedAsync();
        using TestVault auto = await AutoAsync();

        await RefusedAsync(EngineFault.WrongShares, () => vault.MigrateAsync(ShareTarget.Recovery, other.Shares.Take(3)));
        await RefusedAsync(EngineFault.WrongShares, () => vault.MigrateAsync(ShareTarget.Recovery, vault.Shares.Take(2)));
        await RefusedAsync(EngineFault.WrongShares, () => auto.MigrateAsync(ShareTarget.Unseal, other.Shares.Take(3)));
    }

    [Fact]
    public async Task What_cannot_be_migrated_is_said()
    {
        using TestVault shamir = await UnsealedAsync();
        using TestVault without = await AutoAsync(shares: 0);
        using TestVault pending = await AutoAsync();
        await pending.DealAsync(3, 2, RekeyEffect.AfterVerification);

        await RefusedAsync(EngineFault.WrongSeal, () => shamir.MigrateAsync(ShareTarget.Recovery, shamir.Shares.Take(3)));
        await RefusedAsync(EngineFault.WrongSeal, () => shamir.MigrateAsync(ShareTarget.Unseal, shamir.Shares.Take(3)));
        await RefusedAsync(EngineFault.WrongSeal, () => without.MigrateAsync(ShareTarget.Unseal, []));
        await RefusedAsync(EngineFault.RekeyPending, () => pending.MigrateAsync(ShareTarget.Unseal, pending.Shares.Take(3)));
    }

    [Fact]
    public async Task A_provider_that_is_away_or_lies_leaves_the_Shamir_seal()
    {
        using TestVault vault = await ShamirWithProviderAsync(5, 3);
        MemoryStore before = vault.Store.Snapshot();

        vault.Seal!.Down = true;
        await Assert.ThrowsAsync<SealProviderException>(() => vault.MigrateAsync(ShareTarget.Recovery, vault.Shares.Take(3)));
        vault.Seal.Down = false;
        vault.Seal.Forgets = true;
        await Assert.ThrowsAsync<System.Security.Cryptography.CryptographicException>(
            () => vault.MigrateAsync(ShareTarget.Recovery, vault.Shares.Take(3)));

        Assert.True(before.Equals(vault.Store));
    }

    private static async Task<TestVault> ShamirWithProviderAsync(int shares, int threshold)
    {
        using TestVault made = await InitialisedAsync(shares, threshold);
        var vault = new TestVault(made.Store.Snapshot(), seal: new TestSeal()) { Shares = [.. made.Shares.Select(share => share.Copy())] };
        await vault.UnsealAsync(vault.Shares.Take(threshold));
        return vault;
    }
}
