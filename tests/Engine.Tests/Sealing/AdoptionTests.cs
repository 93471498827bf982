using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

/// <summary>Memory follows the store, and only what is really in it.</summary>
public sealed class AdoptionTests
{
    public static TheoryData<string, string> EveryWrite => new()
    {
        { "reserve", RecordPaths.Keyring },
        { "persist", RecordPaths.Keyring },
        { "rotate", RecordPaths.Keyring },
        { "rotate", RecordPaths.RootKey },
        { "deal", RecordPaths.PendingRekey },
        { "deal", RecordPaths.Keyring },
        { "deal", RecordPaths.ShareSets },
        { "rekey", RecordPaths.StoredKeys },
        { "rekey", RecordPaths.Keyring },
        { "rekey", RecordPaths.RootKey },
        { "rekey", RecordPaths.ShamirKek },
        { "rekey", RecordPaths.SealConfig },
        { "rekey", RecordPaths.ShareSets },
        { "commit", RecordPaths.StoredKeys },
        { "commit", RecordPaths.SealConfig },
        { "commit", RecordPaths.PendingRekey },
        { "discard", RecordPaths.ShareSets },
        { "discard", RecordPaths.PendingRekey },
    };

    [Theory]
    [MemberData(nameof(EveryWrite))]
    public async Task A_lost_write_seals_the_engine(string act, string path)
    {
        using TestVault vault = await ReadyForAsync(act);
        using PreparedChange change = await PrepareAsync(vault, act);
        Assert.Contains(path, change.Changes.Select(c => c.Path));
        vault.Store.LosesWritesTo = path;

        await RefusedAsync(EngineFault.Damaged, () => vault.SaveAndAdoptAsync(change));

        Assert.True(vault.Engine.IsSealed);
    }

    [Theory]
    [MemberData(nameof(EveryWrite))]
    public async Task A_store_that_cannot_be_read_back_seals_the_engine(string act, string path)
    {
        using TestVault vault = await ReadyForAsync(act);
        using PreparedChange change = await PrepareAsync(vault, act);
        vault.Store.BreaksOn = path;

        EngineException refusal = await RefusedAsync(EngineFault.Damaged, () => vault.SaveAndAdoptAsync(change));

        Assert.IsType<IOException>(refusal.InnerException);
        Assert.True(vault.Engine.IsSealed);
    }

    [Fact]
    public async Task One_changed_byte_seals_the_engine()
    {
        using TestVault vault = await UnsealedAsync();
        using PreparedRotation change = vault.Engine.PrepareRotate();
        vault.Store.Save(change.Changes);
        byte[] record = vault.Store[RecordPaths.RootKey];
        record[^1] ^= 1;
        vault.Store[RecordPaths.RootKey] = record;

        await RefusedAsync(EngineFault.Damaged, () => change.AdoptAsync(Ct));

        Assert.True(vault.Engine.IsSealed);
    }

    [Fact]
    public async Task An_initialisation_that_was_not_stored_is_damage()
    {
        using var vault = new TestVault();
        using PreparedDeal deal = await vault.Engine.PrepareInitialiseAsync(ShareScheme.Of(2, 2), Ct);
        vault.Store.LosesWritesTo = RecordPaths.ShareSets;

        await RefusedAsync(EngineFault.Damaged, () => vault.SaveAndAdoptAsync(deal));
    }

    // Going on with the old memory could write the keyring under a root key that is no longer stored.
    [Fact]
    public async Task An_interrupted_adoption_seals_the_engine()
    {
        using TestVault vault = await UnsealedAsync();
        using PreparedChange change = await PrepareAsync(vault, "rekey");
        vault.Store.Save(change.Changes);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => change.AdoptAsync(stop.Token));

        Assert.True(vault.Engine.IsSealed);
    }

    [Fact]
    public async Task A_change_is_adopted_once()
    {
        using TestVault vault = await UnsealedAsync();
        using PreparedRotation change = vault.Engine.PrepareRotate();
        await vault.SaveAndAdoptAsync(change);

        await Assert.ThrowsAsync<InvalidOperationException>(() => change.AdoptAsync(Ct));

        Assert.False(vault.Engine.IsSealed);
        Assert.Equal(2, vault.Engine.ReadKeyStatus().Term);
    }

    [Fact]
    public async Task A_disposed_change_is_not_adopted()
    {
        using TestVault vault = await UnsealedAsync();
        PreparedRotation change = vault.Engine.PrepareRotate();
        change.Dispose();
        change.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => change.AdoptAsync(Ct));

        Assert.Equal(1, vault.Engine.ReadKeyStatus().Term);
    }

    [Fact]
    public async Task Disposing_after_adoption_wipes_the_shares_and_keeps_the_keys()
    {
        using TestVault vault = await UnsealedAsync();
        PreparedDeal deal = await vault.Engine.PrepareRekeyAsync(vault.Shares, ShareScheme.Of(2, 2), RekeyEffect.AtOnce, Ct);
        await vault.SaveAndAdoptAsync(deal);
        IReadOnlyList<SecretBytes> shares = deal.Shares;

        deal.Dispose();

        Assert.All(shares, share => Assert.Throws<ObjectDisposedException>(share.Copy));
        await vault.PutAsync("a", "works");
        Assert.Equal("works", vault.Get("a"));
    }

    [Fact]
    public async Task A_change_that_another_one_overtook_seals_the_engine()
    {
        using TestVault vault = await UnsealedAsync();
        using PreparedChange late = vault.Engine.PrepareReservation();
        await vault.RotateAsync();

        await RefusedAsync(EngineFault.Damaged, () => vault.SaveAndAdoptAsync(late));

        Assert.True(vault.Engine.IsSealed);
    }

    [Fact]
    public async Task A_change_from_before_a_seal_does_not_unseal()
    {
        using TestVault vault = await UnsealedAsync();
        using PreparedRotation change = vault.Engine.PrepareRotate();
        vault.Engine.Seal();

        await RefusedAsync(EngineFault.Sealed, () => vault.SaveAndAdoptAsync(change));

        Assert.True(vault.Engine.IsSealed);
    }

    // A crash between save and adoption is a restart: every stored state must open.
    [Theory]
    [InlineData("reserve")]
    [InlineData("persist")]
    [InlineData("rotate")]
    [InlineData("deal")]
    [InlineData("rekey")]
    [InlineData("commit")]
    [InlineData("discard")]
    public async Task A_crash_after_the_save_or_before_it_leaves_a_vault_that_opens(string act)
    {
        using TestVault vault = await ReadyForAsync(act);
        await vault.PutAsync("a", "kept");
        using PreparedChange change = await PrepareAsync(vault, act);
        using TestVault before = vault.Restarted();
        vault.Store.Save(change.Changes);
        using TestVault after = vault.Restarted();

        await before.UnsealAsync(vault.Shares);
        Assert.Equal("kept", before.Get("a"));
        await after.UnsealAsync(
            change is PreparedDeal deal && act == "rekey" ? deal.Shares
            : act == "commit" ? vault.Dealt
            : vault.Shares);
        Assert.Equal("kept", after.Get("a"));
        Assert.True(after.Engine.ReadKeyStatus().Encryptions >= vault.Engine.ReadKeyStatus().Encryptions || act == "rotate");
    }

    [Theory]
    [InlineData("reserve")]
    [InlineData("rotate")]
    [InlineData("rekey")]
    public async Task A_save_that_ended_in_doubt_is_looked_up(string act)
    {
        using TestVault vault = await ReadyForAsync(act);
        using PreparedChange change = await PrepareAsync(vault, act);

        Assert.False(await change.IsStoredAsync());
        vault.Store.Save(change.Changes);

        Assert.True(await change.IsStoredAsync());
        Assert.False(vault.Engine.IsSealed);
    }

    [Fact]
    public async Task Nobody_guesses_whether_it_was_stored_when_the_store_does_not_say()
    {
        using TestVault vault = await UnsealedAsync();
        using PreparedChange change = await PrepareAsync(vault, "rotate");
        vault.Store.BreaksOn = RecordPaths.Keyring;

        EngineException unread = await RefusedAsync(EngineFault.Damaged, change.IsStoredAsync);

        Assert.IsType<IOException>(unread.InnerException);
        Assert.True(vault.Engine.IsSealed);
    }

    [Fact]
    public async Task Opening_stores_nothing_so_nothing_of_it_is_stored()
    {
        using TestVault vault = await InitialisedAsync();
        using PreparedChange unseal = await vault.Engine.PrepareUnsealAsync([.. vault.Shares.Take(3)], Ct);

        Assert.Empty(unseal.Changes);
        Assert.False(await unseal.IsStoredAsync());
    }

    [Fact]
    public async Task What_was_adopted_is_not_adopted_again()
    {
        using TestVault vault = await UnsealedAsync();
        using PreparedChange change = await PrepareAsync(vault, "rotate");
        await vault.SaveAndAdoptAsync(change);

        InvalidOperationException again = await Assert.ThrowsAsync<InvalidOperationException>(() => change.AdoptAsync(Ct));

        Assert.Equal("This change was adopted already.", again.Message);
        Assert.False(vault.Engine.IsSealed);
    }

    // Whoever comes by the keyring of before opens nothing with it that the one of now does not open: or else it must be gone.
    [Theory]
    [InlineData("reserve", true)]
    [InlineData("persist", true)]
    [InlineData("config", true)]
    [InlineData("rotate", true)]
    [InlineData("reencrypt", true)]
    [InlineData("deal", false)]
    [InlineData("rekey", false)]
    [InlineData("commit", false)]
    [InlineData("retire", false)]
    [InlineData("destroy", false)]
    [InlineData("root", false)]
    public async Task Only_a_keyring_that_grew_leaves_the_one_before_in_the_log(string act, bool lingers)
    {
        using TestVault vault = await ReadyForAsync(act);
        using PreparedChange change = await PrepareAsync(vault, act);

        Assert.All(
            change.Changes.Where(c => c.Path is RecordPaths.Keyring or RecordPaths.RootKey),
            record => Assert.Equal(lingers, record.MayLinger));
        Assert.All(
            change.Changes.Where(c => c.Path is not (RecordPaths.Keyring or RecordPaths.RootKey)),
            record => Assert.False(record.MayLinger));
        Assert.NotEmpty(change.Changes);
    }

    private static async Task<TestVault> ReadyForAsync(string act)
    {
        TestVault vault = await UnsealedAsync();
        if (act is "commit" or "discard")
        {
            vault.Dealt = await vault.DealAsync(2, 2, RekeyEffect.AfterVerification);
        }

        if (act is "reencrypt" or "retire" or "destroy")
        {
            await vault.PutAsync("a", "old");
            await vault.RotateAsync();
        }

        if (act is "retire" or "destroy")
        {
            await vault.ReencryptAsync();
        }

        if (act is "destroy")
        {
            await vault.RetireAsync(1);
        }

        return vault;
    }

    private static async Task<PreparedChange> PrepareAsync(TestVault vault, string act) => act switch
    {
        "reserve" => vault.Engine.PrepareReservation(),
        "persist" => vault.Engine.PrepareCountsPersist(),
        "config" => vault.Engine.PrepareRotationConfig(new RotationConfig(Enabled: false, 2_000_000, TimeSpan.Zero)),
        "rotate" => vault.Engine.PrepareRotate(),
        "reencrypt" => vault.Engine.PrepareReencrypt(await vault.OldRecordsAsync(1)),
        "retire" => await vault.Engine.PrepareRetireAsync(1, vault.Store, Ct),
        "destroy" => await vault.Engine.PrepareDestroyAsync(1, vault.Store, Ct),
        "root" => await vault.Engine.PrepareRotateRootAsync(Ct),
        "deal" => await vault.Engine.PrepareRekeyAsync(
            vault.Shares, ShareScheme.Of(2, 2), RekeyEffect.AfterVerification, Ct),
        "rekey" => await vault.Engine.PrepareRekeyAsync(vault.Shares, ShareScheme.Of(2, 2), RekeyEffect.AtOnce, Ct),
        "commit" => await vault.Engine.PrepareRekeyCommitAsync(Ct),
        "discard" => await vault.Engine.PrepareRekeyDiscardAsync(Ct),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };
}
