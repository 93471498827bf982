using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

public sealed class AutoSealTests
{
    [Theory]
    [InlineData(5, 3)]
    [InlineData(1, 1)]
    public async Task A_new_vault_is_open_at_once_and_opens_itself_after_a_restart(int shares, int threshold)
    {
        using TestVault vault = await AutoAsync(shares, threshold);
        await vault.PutAsync("logical/a", "kept");

        SealStatus status = await vault.StatusAsync();
        Assert.Equal((false, "static", true), (status.Sealed, status.SealType, status.OpensItself));
        Assert.Equal((ShareScheme.Of(shares, threshold), ShareTarget.Recovery), (status.Current?.Scheme, status.Current?.Target));

        using TestVault restarted = vault.Restarted();
        Assert.True(restarted.Engine.IsSealed);
        await restarted.AutoUnsealAsync();
        Assert.Equal("kept", restarted.Get("logical/a"));
    }

    [Fact]
    public async Task Its_records_lie_where_upstream_has_them()
    {
        using TestVault vault = await AutoAsync();

        Assert.Equal(
            [RecordPaths.ShareSets, RecordPaths.StoredKeys, RecordPaths.Keyring, RecordPaths.RecoveryConfig, RecordPaths.RecoveryKey, RecordPaths.RootKey, RecordPaths.SealConfig],
            vault.Store.Paths);
        Assert.Equal(
            """{"type":"static","secret_shares":1,"secret_threshold":1,"pgp_keys":null,"nonce":"","backup":false}""",
            System.Text.Encoding.UTF8.GetString(vault.Store[RecordPaths.SealConfig]));
        Assert.Equal(
            """{"type":"shamir","secret_shares":5,"secret_threshold":3,"pgp_keys":null,"nonce":"","backup":false}""",
            System.Text.Encoding.UTF8.GetString(vault.Store[RecordPaths.RecoveryConfig]));
    }

    [Fact]
    public async Task An_independent_reader_opens_it()
    {
        using TestVault vault = await AutoAsync();
        await vault.PutAsync("logical/a", "kept");

        var reader = new PlainReader(vault.Store, TestSeal.Key, TestSeal.KeyId);

        Assert.Equal("kept", reader.ReadText("logical/a"));
        Assert.Equal(reader.Kek, PlainReader.Combine([.. vault.Shares.Take(3).Select(share => share.Borrow().ToArray())]));
        Assert.True(reader.Encryptions(1) >= 2);
    }

    [Fact]
    public async Task Recovery_shares_only_allow_that_the_provider_opens_it()
    {
        using TestVault vault = await AutoAsync();
        using TestVault other = await AutoAsync();
        using TestVault restarted = vault.Restarted();

        await RefusedAsync(EngineFault.WrongShares, () => restarted.UnsealAsync(other.Shares.Take(3)));
        Assert.True(restarted.Engine.IsSealed);

        await restarted.UnsealAsync(vault.Shares.Take(3));
        Assert.False(restarted.Engine.IsSealed);
    }

    [Fact]
    public async Task Without_recovery_shares_none_can_allow_it()
    {
        using TestVault vault = await AutoAsync(shares: 0);
        using TestVault other = await AutoAsync();
        using TestVault restarted = vault.Restarted();

        await RefusedAsync(EngineFault.WrongSeal, () => restarted.UnsealAsync(other.Shares.Take(3)));
        Assert.True(restarted.Engine.IsSealed);
    }

    [Fact]
    public async Task Without_recovery_shares_the_first_ones_are_made_later_and_ask_nobody()
    {
        using TestVault vault = await AutoAsync(shares: 0);
        Assert.Null((await vault.StatusAsync()).Current);
        Assert.DoesNotContain(RecordPaths.RecoveryKey, vault.Store.Paths);

        vault.Shares = await vault.DealAsync(3, 2, RekeyEffect.AtOnce);

        Assert.Equal(ShareScheme.Of(3, 2), (await vault.StatusAsync()).Current?.Scheme);
        await vault.DealAsync(3, 2, RekeyEffect.AtOnce);
    }

    [Fact]
    public async Task Initialised_with_verification_there_are_no_recovery_shares_before_they_are_proved()
    {
        using TestVault vault = await AutoAsync(5, 3, RekeyEffect.AfterVerification);
        SealStatus status = await vault.StatusAsync();
        Assert.Equal((null, ShareTarget.Recovery), (status.Current, status.Pending?.Target));

        using TestVault restarted = vault.Restarted();
        await restarted.AutoUnsealAsync();
        await restarted.CommitAsync();

        Assert.Equal(ShareScheme.Of(5, 3), (await restarted.StatusAsync()).Current?.Scheme);
        IReadOnlyList<SecretBytes> next = await restarted.DealAsync(3, 2, RekeyEffect.AtOnce);
        Assert.Equal(SetStanding.Current, (await restarted.JudgeAsync(next[0])).Standing);
    }

    [Theory]
    [InlineData(RekeyEffect.AtOnce)]
    [InlineData(RekeyEffect.AfterVerification)]
    public async Task A_rekey_replaces_the_recovery_shares_and_nothing_else(RekeyEffect effect)
    {
        using TestVault vault = await AutoAsync();
        byte[] storedKeys = vault.Store[RecordPaths.StoredKeys];
        IReadOnlyList<SecretBytes> old = vault.Shares;
        vault.Shares = await vault.DealAsync(7, 4, effect);
        if (effect is RekeyEffect.AfterVerification)
        {
            Assert.Equal(SetStanding.Pending, (await vault.JudgeAsync(vault.Shares[0])).Standing);
            await vault.CommitAsync();
        }

        Assert.Equal(SetStanding.Replaced, (await vault.JudgeAsync(old[0])).Standing);
        Assert.Equal(storedKeys, vault.Store[RecordPaths.StoredKeys]);
        Assert.Equal(
            new PlainReader(vault.Store, TestSeal.Key, TestSeal.KeyId).Kek,
            PlainReader.Combine([.. vault.Shares.Take(4).Select(share => share.Borrow().ToArray())]));
        IReadOnlyList<SecretBytes> good = vault.Shares;
        vault.Shares = old;
        EngineException wrong = await RefusedAsync(EngineFault.WrongShares, () => vault.DealAsync(3, 2, RekeyEffect.AtOnce));
        Assert.Equal("recovery key verification failed: recovery key does not match submitted values", wrong.Message);
        vault.Shares = good;
        await vault.DealAsync(3, 2, RekeyEffect.AtOnce);
    }

    [Fact]
    public async Task A_discarded_rekey_leaves_the_recovery_shares_as_they_were()
    {
        using TestVault vault = await AutoAsync();
        await vault.DealAsync(7, 4, RekeyEffect.AfterVerification);
        vault.Engine.Seal();

        await vault.DiscardAsync();

        await vault.AutoUnsealAsync();
        await vault.DealAsync(3, 2, RekeyEffect.AtOnce);
    }

    [Fact]
    public async Task A_provider_that_is_away_changes_nothing()
    {
        using TestVault vault = await AutoAsync();
        await vault.DealAsync(7, 4, RekeyEffect.AfterVerification);
        MemoryStore before = vault.Store.Snapshot();
        vault.Seal!.Down = true;

        await Assert.ThrowsAsync<SealProviderException>(vault.CommitAsync);
        await Assert.ThrowsAsync<SealProviderException>(vault.RotateRootAsync);
        await Assert.ThrowsAsync<SealProviderException>(() => vault.Engine.CheckProviderAsync(Ct));
        vault.Engine.Seal();
        await Assert.ThrowsAsync<SealProviderException>(vault.AutoUnsealAsync);

        Assert.True(before.Equals(vault.Store));
        Assert.True(vault.Engine.IsSealed);
        vault.Seal.Down = false;
        await vault.AutoUnsealAsync();
        await vault.Engine.CheckProviderAsync(Ct);
        await vault.CommitAsync();
    }

    [Fact]
    public async Task A_provider_that_gives_back_something_else_is_found_before_anything_is_stored()
    {
        using TestVault vault = await AutoAsync();
        vault.Seal!.Forgets = true;

        await Assert.ThrowsAsync<System.Security.Cryptography.CryptographicException>(vault.RotateRootAsync);
        await Assert.ThrowsAsync<SealProviderException>(() => vault.Engine.CheckProviderAsync(Ct));

        using TestVault restarted = vault.Restarted();
        await restarted.AutoUnsealAsync();
    }

    [Theory]
    [InlineData(RekeyEffect.AtOnce)]
    [InlineData(RekeyEffect.AfterVerification)]
    public async Task A_vault_is_not_made_with_a_provider_that_is_away_or_gives_back_something_else(RekeyEffect effect)
    {
        using var vault = new TestVault(seal: new TestSeal { Down = true });
        await Assert.ThrowsAsync<SealProviderException>(() => vault.Engine.PrepareAutoInitialiseAsync(Ct));
        await Assert.ThrowsAsync<SealProviderException>(() => vault.Engine.PrepareAutoInitialiseAsync(ShareScheme.Of(3, 2), effect, Ct));

        (vault.Seal!.Down, vault.Seal.Forgets) = (false, true);
        await Assert.ThrowsAsync<System.Security.Cryptography.CryptographicException>(() => vault.Engine.PrepareAutoInitialiseAsync(Ct));

        vault.Seal.Forgets = false;
        using PreparedDeal deal = await vault.Engine.PrepareAutoInitialiseAsync(ShareScheme.Of(3, 2), effect, Ct);
        await vault.SaveAndAdoptAsync(deal);
        Assert.False(vault.Engine.IsSealed);
    }

    // What is encrypted while it is made counts as well.
    [Theory]
    [InlineData(RekeyEffect.AtOnce, 0)]
    [InlineData(RekeyEffect.AtOnce, 2)]
    [InlineData(RekeyEffect.AfterVerification, 0)]
    [InlineData(RekeyEffect.AfterVerification, 2)]
    public async Task A_new_vault_behind_a_provider_counts_what_it_encrypted(RekeyEffect effect, int contents)
    {
        using var vault = new TestVault(seal: new TestSeal());
        PlainRecord[] records = [.. Enumerable.Range(0, contents).Select(i => new PlainRecord($"sys/{i}", SecretBytes.Random(8)))];
        using PreparedDeal deal = await vault.Engine.PrepareAutoInitialiseAsync(ShareScheme.Of(3, 2), effect, records, Ct);

        await vault.SaveAndAdoptAsync(deal);

        int encrypted = vault.Store.Paths.Count(PlainReader.IsEncrypted);
        Assert.Equal(encrypted, vault.Engine.ReadKeyStatus().Encryptions);
        Assert.Equal(encrypted, new PlainReader(vault.Store, TestSeal.Key, TestSeal.KeyId).Encryptions(1));
        Array.ForEach(records, record => record.Value.Dispose());
    }

    [Fact]
    public async Task The_root_key_is_rotated_without_a_share_and_recovery_shares_stay()
    {
        using TestVault vault = await AutoAsync();
        await vault.PutAsync("logical/a", "kept");
        byte[] rootKey = new PlainReader(vault.Store, TestSeal.Key, TestSeal.KeyId).RootKey;

        await vault.RotateRootAsync();

        Assert.NotEqual(rootKey, new PlainReader(vault.Store, TestSeal.Key, TestSeal.KeyId).RootKey);
        using TestVault restarted = vault.Restarted();
        await restarted.AutoUnsealAsync();
        Assert.Equal("kept", restarted.Get("logical/a"));
        await restarted.DealAsync(3, 2, RekeyEffect.AtOnce);
    }

    [Fact]
    public async Task Another_seal_than_the_one_that_sealed_it_is_refused_by_name()
    {
        using TestVault vault = await AutoAsync();
        using var without = new TestVault(vault.Store.Snapshot());

        EngineException refusal = await RefusedAsync(EngineFault.WrongSeal, without.AutoUnsealAsync);

        Assert.Equal("the vault is sealed with 'static', and the configured seal is 'shamir'", refusal.Message);
        await RefusedAsync(EngineFault.WrongSeal, () => new TestVault().Engine.PrepareAutoInitialiseAsync(Ct));
    }

    [Fact]
    public async Task What_is_configured_is_named_whether_or_not_the_vault_is_sealed_with_it()
    {
        using TestVault shares = await InitialisedAsync();
        using var offered = new TestVault(shares.Store.Snapshot(), seal: new TestSeal());

        Assert.Equal("shamir", shares.Engine.ConfiguredSeal);
        Assert.Equal("static", offered.Engine.ConfiguredSeal);
        Assert.Equal("shamir", (await offered.StatusAsync()).SealType);
    }

    // Another server knows nothing of our sets of shares.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_a_store_without_our_records_the_shares_are_a_set_without_a_name(bool behindProvider)
    {
        using TestVault vault = await (behindProvider ? AutoAsync() : UnsealedAsync());
        vault.Store.Remove(RecordPaths.ShareSets);

        SealStatus status = await vault.StatusAsync();

        Assert.Equal(
            ("", 0, ShareScheme.Of(5, 3), behindProvider ? ShareTarget.Recovery : ShareTarget.Unseal),
            (status.Current!.Id, status.Current.Generation, status.Current.Scheme, status.Current.Target));
        using TestVault none = await AutoAsync(0, 0);
        none.Store.Remove(RecordPaths.ShareSets);
        Assert.Null((await none.StatusAsync()).Current);
    }

    [Theory]
    [InlineData(RecordPaths.SealConfig)]
    [InlineData(RecordPaths.StoredKeys)]
    [InlineData(RecordPaths.RecoveryConfig)]
    [InlineData(RecordPaths.RecoveryKey)]
    public async Task Half_a_vault_is_not_written_over(string path)
    {
        using TestVault vault = await AutoAsync();
        var half = new MemoryStore { [path] = vault.Store[path] };
        using var other = new TestVault(half, seal: new TestSeal());

        await RefusedAsync(EngineFault.AlreadyInitialized, () => other.Engine.PrepareAutoInitialiseAsync(Ct));
    }

    [Fact]
    public async Task A_recovery_key_without_its_configuration_is_damage_and_authorises_nothing()
    {
        using TestVault vault = await AutoAsync();
        vault.Store.Save([SealConfig.WriteRecovery(null)]);

        await RefusedAsync(EngineFault.Damaged, () => vault.DealAsync(3, 2, RekeyEffect.AtOnce));
    }

    [Fact]
    public async Task A_pending_recovery_set_cannot_be_passed_off_as_an_unseal_set()
    {
        using TestVault vault = await AutoAsync();
        await vault.DealAsync(7, 4, RekeyEffect.AfterVerification);
        string sets = System.Text.Encoding.UTF8.GetString(vault.Store[RecordPaths.ShareSets]);
        int last = sets.LastIndexOf("\"recovery\"", StringComparison.Ordinal);
        vault.Store[RecordPaths.ShareSets] = System.Text.Encoding.UTF8.GetBytes($"{sets[..last]}\"unseal\"{sets[(last + 10)..]}");

        await RefusedAsync(EngineFault.Damaged, vault.CommitAsync);
    }
}
