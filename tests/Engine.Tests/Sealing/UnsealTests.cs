using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

public sealed class UnsealTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 2)]
    [InlineData(5, 3, 3)]
    [InlineData(5, 3, 5)]
    public async Task Enough_shares_unseal(int shares, int threshold, int given)
    {
        using TestVault vault = await InitialisedAsync(shares, threshold);
        using PreparedChange change = await vault.Engine.PrepareUnsealAsync([.. vault.Shares.TakeLast(given)], Ct);
        Assert.Empty(change.Changes);
        Assert.True(vault.Engine.IsSealed);

        await change.AdoptAsync(Ct);

        Assert.False(vault.Engine.IsSealed);
        Assert.Equal(new KeyStatus(1, Morning, 2), vault.Engine.ReadKeyStatus());
    }

    [Fact]
    public async Task Not_adopting_leaves_it_sealed()
    {
        using TestVault vault = await InitialisedAsync();

        (await vault.Engine.PrepareUnsealAsync(vault.Shares, Ct)).Dispose();

        Assert.True(vault.Engine.IsSealed);
    }

    [Fact]
    public async Task Sealing_takes_the_keys_away_and_can_be_repeated()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("a", "text");

        vault.Engine.Seal();
        vault.Engine.Seal();

        Assert.True(vault.Engine.IsSealed);
        Assert.Equal("Vault is sealed", Refused(EngineFault.Sealed, () => vault.Get("a")).Message);
        Refused(EngineFault.Sealed, () => vault.Engine.TryEncrypt("a", [1], out _));
        Refused(EngineFault.Sealed, vault.Engine.ReadKeyStatus);
        Refused(EngineFault.Sealed, vault.Engine.ReadTerms);
        Refused(EngineFault.Sealed, vault.Engine.PrepareRotate);
        Refused(EngineFault.Sealed, vault.Engine.PrepareReservation);
        Refused(EngineFault.Sealed, vault.Engine.PrepareCountsPersist);
        await RefusedAsync(EngineFault.Sealed, () => vault.DealAsync(5, 3, RekeyEffect.AtOnce));
        await RefusedAsync(EngineFault.Sealed, vault.CommitAsync);
        await vault.UnsealAsync(vault.Shares);
        Assert.Equal("text", vault.Get("a"));
    }

    [Fact]
    public async Task A_disposed_engine_is_sealed()
    {
        using TestVault vault = await UnsealedAsync();

        vault.Engine.Dispose();

        Assert.True(vault.Engine.IsSealed);
        Refused(EngineFault.Sealed, vault.Engine.ReadKeyStatus);
    }

    [Fact]
    public async Task Wrong_shares_are_refused_in_Vaults_words_and_change_nothing()
    {
        using TestVault vault = await InitialisedAsync();
        using TestVault other = await InitialisedAsync();
        MemoryStore before = vault.Store.Snapshot();

        foreach ((SecretBytes[] shares, string words) in Wrong(vault, other))
        {
            EngineException refusal = await RefusedAsync(
                EngineFault.WrongShares, () => vault.Engine.PrepareUnsealAsync(shares, Ct));
            Assert.Equal(words, refusal.Message);
        }

        Assert.True(vault.Engine.IsSealed);
        Assert.True(before.Equals(vault.Store));
        await vault.UnsealAsync(vault.Shares);
        Assert.False(vault.Engine.IsSealed);
    }

    [Fact]
    public async Task The_one_share_of_one_must_be_the_key()
    {
        using TestVault vault = await InitialisedAsync(1, 1);
        using SecretBytes other = SecretBytes.Random(32);

        await RefusedAsync(EngineFault.WrongShares, () => vault.Engine.PrepareUnsealAsync([other], Ct));
        await RefusedAsync(EngineFault.WrongShares, () => vault.Engine.PrepareUnsealAsync([vault.Shares[0], other], Ct));
    }

    [Fact]
    public async Task What_is_unsealed_is_not_unsealed_again()
    {
        using TestVault vault = await UnsealedAsync();

        await RefusedAsync(EngineFault.AlreadyUnsealed, () => vault.Engine.PrepareUnsealAsync(vault.Shares, Ct));
    }

    [Theory]
    [InlineData(RecordPaths.Keyring, true)]
    [InlineData(RecordPaths.StoredKeys, true)]
    [InlineData(RecordPaths.Keyring, false)]
    public async Task Right_shares_for_a_broken_store_are_damage(string path, bool missing)
    {
        using TestVault vault = await InitialisedAsync();
        if (missing)
        {
            vault.Store.Remove(path);
        }
        else
        {
            byte[] record = vault.Store[path];
            record[^1] ^= 1;
            vault.Store[path] = record;
        }

        await RefusedAsync(EngineFault.Damaged, () => vault.Engine.PrepareUnsealAsync(vault.Shares, Ct));
        Assert.True(vault.Engine.IsSealed);
    }

    [Fact]
    public async Task A_keyring_of_another_term_or_vault_is_damage()
    {
        using TestVault vault = await InitialisedAsync();
        using TestVault other = await InitialisedAsync();
        byte[] record = vault.Store[RecordPaths.Keyring];
        record[3] = 2;
        vault.Store[RecordPaths.Keyring] = record;
        Assert.Equal("term mis-match", await WordsAsync());

        vault.Store[RecordPaths.Keyring] = other.Store[RecordPaths.Keyring];
        Assert.Equal("unseal failed, invalid key", await WordsAsync());

        async Task<string> WordsAsync() =>
            (await RefusedAsync(EngineFault.Damaged, () => vault.Engine.PrepareUnsealAsync(vault.Shares, Ct))).Message;
    }

    // Vault keeps no share sets: the numbers come from the seal configuration.
    [Fact]
    public async Task A_store_without_share_sets_still_unseals()
    {
        using TestVault vault = await InitialisedAsync();
        vault.Store.Remove(RecordPaths.ShareSets);

        ShareSet? current = (await vault.StatusAsync()).Current;
        Assert.Equal(("", 0, 3), (current?.Id, current?.Generation, current?.Scheme.Threshold));
        Assert.Equal(ShareVerdict.Unknown, await vault.JudgeAsync(vault.Shares[0]));
        await vault.UnsealAsync(vault.Shares);
        Assert.False(vault.Engine.IsSealed);
    }

    private static IEnumerable<(SecretBytes[] Shares, string Words)> Wrong(TestVault vault, TestVault other)
    {
        const string NotTheKey = "unable to retrieve stored keys: invalid key: failed to decrypt keys from storage: "
            + "cipher: message authentication failed";
        const string NoShares = "invalid key: failed to compute combined key: ";
        yield return ([.. vault.Shares.Take(2)], NotTheKey);
        yield return ([.. other.Shares], NotTheKey);
        yield return ([.. vault.Shares.Take(3), Altered(vault)], NotTheKey);
        yield return ([vault.Shares[0]], NoShares + "less than two parts cannot be used to reconstruct the secret");
        yield return ([vault.Shares[0], vault.Shares[0]], NoShares + "duplicate part detected");
        yield return ([Bytes.Secret(new byte[18]), Bytes.Secret(new byte[17])], NoShares + "a part ends in zero, which no share does");
        yield return (
            [Bytes.Secret([.. new byte[17], 1]), Bytes.Secret([.. new byte[17], 2])],
            "invalid key: failed to setup unseal key: crypto/aes: invalid key size 17");
    }

    private static SecretBytes Altered(TestVault vault)
    {
        SecretBytes altered = vault.Shares[4].Copy();
        altered.Fill()[0] ^= 1;
        return altered;
    }
}
