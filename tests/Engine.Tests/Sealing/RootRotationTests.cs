using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

/// <summary>A new root key under a Shamir seal, without anybody's share.</summary>
public sealed class RootRotationTests
{
    [Theory]
    [InlineData(5, 3)]
    [InlineData(1, 1)]
    public async Task The_shares_in_force_open_it_afterwards(int shares, int threshold)
    {
        using TestVault vault = await UnsealedAsync(shares, threshold);
        await vault.PutAsync("logical/a", "kept");
        byte[][] some = [.. vault.Shares.Take(threshold).Select(share => share.Borrow().ToArray())];
        var before = new PlainReader(vault.Store, some);

        await vault.RotateRootAsync();
        await vault.RotateRootAsync();

        var after = new PlainReader(vault.Store, some);
        Assert.NotEqual(before.RootKey, after.RootKey);
        Assert.Equal(before.Kek, after.Kek);
        Assert.Equal(after.Kek, after.Read(RecordPaths.ShamirKek));
        Assert.Equal(1, (await vault.StatusAsync()).Current?.Generation);
        using TestVault restarted = vault.Restarted();
        await restarted.UnsealAsync(vault.Shares.TakeLast(threshold));
        Assert.Equal("kept", restarted.Get("logical/a"));
    }

    // openbao/openbao, issue 2613: another KEK than the one that is shared would strand every share at the next seal.
    [Fact]
    public async Task A_copy_of_the_unseal_key_that_is_not_the_shared_one_is_refused_and_nothing_changes()
    {
        using TestVault vault = await UnsealedAsync();
        using SecretBytes other = SecretBytes.Random(32);
        await vault.ReserveAsync();
        Assert.True(vault.Engine.TryEncrypt(RecordPaths.ShamirKek, other.Borrow(), out RecordChange? forged));
        vault.Store.Save([forged]);
        MemoryStore before = vault.Store.Snapshot();

        EngineException refusal = await RefusedAsync(EngineFault.Damaged, vault.RotateRootAsync);

        Assert.Equal("the copy of the unseal key is not the key that the shares give", refusal.Message);
        Assert.True(before.Equals(vault.Store));
        using TestVault restarted = vault.Restarted();
        await restarted.UnsealAsync(vault.Shares.Take(3));
    }

    [Fact]
    public async Task A_rekey_that_waits_goes_on_after_it()
    {
        using TestVault vault = await UnsealedAsync();
        IReadOnlyList<SecretBytes> dealt = await vault.DealAsync(7, 4, RekeyEffect.AfterVerification);

        await vault.RotateRootAsync();
        using TestVault restarted = vault.Restarted();
        await restarted.UnsealAsync(vault.Shares.Take(3));
        await restarted.CommitAsync();

        using TestVault again = restarted.Restarted();
        await again.UnsealAsync(dealt.Take(4));
    }

    [Fact]
    public async Task A_sealed_vault_has_no_root_key_to_rotate()
    {
        using TestVault vault = await InitialisedAsync();
        await RefusedAsync(EngineFault.Sealed, vault.RotateRootAsync);
    }
}
