using System.Text;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

public sealed class RekeyTests
{
    [Fact]
    public async Task Until_the_commit_the_old_shares_open_and_the_new_ones_wait()
    {
        using TestVault vault = await UnsealedAsync();
        IReadOnlyList<SecretBytes> dealt = await vault.DealAsync(7, 4, RekeyEffect.AfterVerification);

        SealStatus status = await vault.StatusAsync();
        Assert.Equal(ShareScheme.Of(5, 3), status.Current?.Scheme);
        Assert.Equal((ShareScheme.Of(7, 4), 2), (status.Pending?.Scheme, status.Pending?.Generation));
        await IsJudgedAsync(vault, vault.Shares[1], SetStanding.Current, 2);
        await IsJudgedAsync(vault, dealt[6], SetStanding.Pending, 7);

        using TestVault restarted = vault.Restarted();
        await RefusedAsync(EngineFault.WrongShares, () => restarted.UnsealAsync(dealt.Take(4)));
        await restarted.UnsealAsync(vault.Shares.Take(3));
        Assert.False(restarted.Engine.IsSealed);
    }

    [Fact]
    public async Task A_pending_set_dealt_again_is_of_a_fresh_key_and_the_first_one_is_forgotten()
    {
        using TestVault vault = await UnsealedAsync();
        await RefusedAsync(EngineFault.NothingPending, () => vault.Engine.PrepareRekeyAgainAsync(Ct));
        IReadOnlyList<SecretBytes> first = await vault.DealAsync(5, 3, RekeyEffect.AfterVerification);
        string before = (await vault.StatusAsync()).Pending!.Id;

        using PreparedDeal again = await vault.Engine.PrepareRekeyAgainAsync(Ct);
        SecretBytes[] second = [.. again.Shares.Select(s => s.Copy())];
        await vault.SaveAndAdoptAsync(again);

        ShareSet pending = (await vault.StatusAsync()).Pending!;
        Assert.Equal((again.Set.Id, ShareScheme.Of(5, 3), 2), (pending.Id, pending.Scheme, pending.Generation));
        Assert.NotEqual(before, pending.Id);
        Assert.Null((await vault.Engine.JudgeAsync(first[0], Ct)).Set);
        using (PreparedChange commit = await vault.Engine.PrepareRekeyCommitAsync(Ct))
        {
            await vault.SaveAndAdoptAsync(commit);
        }

        using TestVault restarted = vault.Restarted();
        await RefusedAsync(EngineFault.WrongShares, () => restarted.UnsealAsync(first.Take(3)));
        await restarted.UnsealAsync(second.Take(3));
        Assert.False(restarted.Engine.IsSealed);
    }

    [Theory]
    [InlineData(RekeyEffect.AfterVerification)]
    [InlineData(RekeyEffect.AtOnce)]
    public async Task Afterwards_only_the_new_shares_open_and_the_old_ones_are_known_as_replaced(RekeyEffect effect)
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("logical/a", "kept");
        string old = (await vault.StatusAsync()).Current!.Id;
        vault.Clock.Advance(TimeSpan.FromHours(1));
        IReadOnlyList<SecretBytes> dealt = await RekeyAsync(vault, 7, 4, effect);

        SealStatus status = await vault.StatusAsync();
        Assert.Equal((ShareScheme.Of(7, 4), 2), (status.Current?.Scheme, status.Current?.Generation));
        Assert.Null(status.Pending);
        await IsJudgedAsync(vault, dealt[0], SetStanding.Current, 1);
        ShareVerdict verdict = await IsJudgedAsync(vault, vault.Shares[4], SetStanding.Replaced, 5);
        Assert.Equal((old, Morning.AddHours(1)), (verdict.Set?.Id, verdict.Set?.Replaced));
        Assert.Equal("kept", vault.Get("logical/a"));

        using TestVault restarted = vault.Restarted();
        await RefusedAsync(EngineFault.WrongShares, () => restarted.UnsealAsync(vault.Shares));
        await restarted.UnsealAsync(dealt.TakeLast(4));
        Assert.Equal("kept", restarted.Get("logical/a"));
        Assert.Equal(1, restarted.Engine.ReadKeyStatus().Term);
    }

    [Theory]
    [InlineData(RekeyEffect.AfterVerification, 1, 1)]
    [InlineData(RekeyEffect.AfterVerification, 3, 2)]
    [InlineData(RekeyEffect.AtOnce, 1, 1)]
    [InlineData(RekeyEffect.AtOnce, 3, 2)]
    public async Task An_independent_reader_opens_the_store_with_the_new_shares(RekeyEffect effect, int shares, int threshold)
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("logical/a", "kept");
        var before = new PlainReader(vault.Store, vault.Shares.Open());

        IReadOnlyList<SecretBytes> dealt = await RekeyAsync(vault, shares, threshold, effect);

        var after = new PlainReader(vault.Store, dealt.Open());
        Assert.Equal("kept", after.ReadText("logical/a"));
        Assert.Equal(after.Kek, after.Read("core/shamir-kek"));
        Assert.Contains(Convert.ToBase64String(after.RootKey), after.ReadText("core/root-key"), StringComparison.Ordinal);
        Assert.NotEqual(before.RootKey, after.RootKey);
        Assert.NotEqual(before.Kek, after.Kek);
        Assert.DoesNotContain(RecordPaths.PendingRekey, vault.Store.Paths);
    }

    // The next rekey proves the shares against the new root key in memory.
    [Fact]
    public async Task Rekeys_may_follow_one_another()
    {
        using TestVault vault = await UnsealedAsync(3, 2);
        IReadOnlyList<SecretBytes> first = vault.Shares;
        for (int generation = 2; generation <= 4; generation++)
        {
            IReadOnlyList<SecretBytes> dealt = await vault.DealAsync(generation, 2, RekeyEffect.AtOnce);
            vault.Shares = dealt;
            await IsJudgedAsync(vault, first[0], SetStanding.Replaced, 1);
            Assert.Equal(generation, (await IsJudgedAsync(vault, dealt[0], SetStanding.Current, 1)).Set?.Generation);
        }
    }

    [Fact]
    public async Task A_pending_rekey_outlives_a_restart_and_a_rotation()
    {
        using TestVault vault = await UnsealedAsync();
        IReadOnlyList<SecretBytes> dealt = await vault.DealAsync(2, 2, RekeyEffect.AfterVerification);
        using TestVault restarted = vault.Restarted();
        await restarted.UnsealAsync(vault.Shares);
        await restarted.RotateAsync();

        await restarted.CommitAsync();

        using TestVault again = restarted.Restarted();
        await again.UnsealAsync(dealt);
        Assert.Equal(2, again.Engine.ReadKeyStatus().Term);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_discarded_rekey_leaves_no_trace_but_an_unknown_share(bool whileSealed)
    {
        using TestVault vault = await UnsealedAsync();
        IReadOnlyList<SecretBytes> dealt = await vault.DealAsync(2, 2, RekeyEffect.AfterVerification);
        if (whileSealed)
        {
            vault.Engine.Seal();
        }

        await vault.DiscardAsync();

        Assert.Null((await vault.StatusAsync()).Pending);
        Assert.Equal(ShareVerdict.Unknown, await vault.JudgeAsync(dealt[0]));
        Assert.DoesNotContain(RecordPaths.PendingRekey, vault.Store.Paths);
        using TestVault restarted = vault.Restarted();
        await restarted.UnsealAsync(vault.Shares);
        await restarted.DealAsync(2, 2, RekeyEffect.AfterVerification);
        await restarted.CommitAsync();
        Assert.Equal(2, (await restarted.StatusAsync()).Current?.Generation);
    }

    [Fact]
    public async Task One_rekey_at_a_time()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.DealAsync(2, 2, RekeyEffect.AfterVerification);

        await RefusedAsync(EngineFault.RekeyPending, () => vault.DealAsync(2, 2, RekeyEffect.AfterVerification));
        await RefusedAsync(EngineFault.RekeyPending, () => vault.DealAsync(2, 2, RekeyEffect.AtOnce));
    }

    [Fact]
    public async Task Without_a_rekey_there_is_nothing_to_commit_or_discard()
    {
        using TestVault vault = await UnsealedAsync();

        await RefusedAsync(EngineFault.NothingPending, vault.CommitAsync);
        await RefusedAsync(EngineFault.NothingPending, vault.DiscardAsync);
    }

    [Fact]
    public async Task Wrong_shares_do_not_begin_a_rekey()
    {
        using TestVault vault = await UnsealedAsync();
        using TestVault other = await InitialisedAsync();
        MemoryStore before = vault.Store.Snapshot();

        EngineException foreign = await RefusedAsync(EngineFault.WrongShares, () => BeginAsync(other.Shares));
        EngineException twice = await RefusedAsync(EngineFault.WrongShares, () => BeginAsync([vault.Shares[0], vault.Shares[0]]));

        Assert.Equal(
            "failed to read root key: invalid key: failed to decrypt keys from storage: cipher: message authentication failed",
            foreign.Message);
        Assert.Equal("failed to compute root key: duplicate part detected", twice.Message);
        Assert.True(before.Equals(vault.Store));
        Assert.False(vault.Engine.IsSealed);

        Task BeginAsync(IReadOnlyList<SecretBytes> shares) =>
            vault.Engine.PrepareRekeyAsync(shares, ShareScheme.Of(2, 2), RekeyEffect.AtOnce, Ct);
    }

    // The shares open what is stored, but that is another vault's: somebody swapped the store.
    [Fact]
    public async Task Shares_that_open_another_root_key_do_not_begin_a_rekey()
    {
        using TestVault vault = await UnsealedAsync();
        using TestVault other = await InitialisedAsync();
        vault.Store[RecordPaths.StoredKeys] = other.Store[RecordPaths.StoredKeys];

        EngineException refusal = await RefusedAsync(
            EngineFault.WrongShares,
            () => vault.Engine.PrepareRekeyAsync(other.Shares, ShareScheme.Of(2, 2), RekeyEffect.AtOnce, Ct));
        Assert.Equal("root key verification failed", refusal.Message);
    }

    [Theory]
    [InlineData(RekeyEffect.AfterVerification)]
    [InlineData(RekeyEffect.AtOnce)]
    public async Task Not_adopting_changes_nothing_and_wipes_the_shares(RekeyEffect effect)
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("a", "kept");
        KeyStatus before = vault.Engine.ReadKeyStatus();
        PreparedDeal deal = await vault.Engine.PrepareRekeyAsync(vault.Shares, ShareScheme.Of(2, 2), effect, Ct);

        deal.Dispose();

        Assert.All(deal.Shares, share => Assert.Throws<ObjectDisposedException>(share.Copy));
        Assert.Equal(before, vault.Engine.ReadKeyStatus());
        Assert.Equal("kept", vault.Get("a"));
        IReadOnlyList<SecretBytes> dealt = await vault.DealAsync(2, 2, RekeyEffect.AtOnce);
        await IsJudgedAsync(vault, dealt[1], SetStanding.Current, 2);
    }

    // Whoever edits the store could otherwise have the holders prove shares of his own making.
    [Theory]
    [InlineData("\"threshold\":2", "\"threshold\":3")]
    [InlineData("\"generation\":2", "\"generation\":9")]
    [InlineData("\"standing\":\"pending\"", "\"standing\":\"replaced\"")]
    public async Task A_pending_set_that_was_edited_is_not_committed(string what, string into)
    {
        using TestVault vault = await UnsealedAsync();
        await vault.DealAsync(4, 2, RekeyEffect.AfterVerification);
        string json = Encoding.UTF8.GetString(vault.Store[RecordPaths.ShareSets]);
        Assert.Contains(what, json, StringComparison.Ordinal);
        vault.Store[RecordPaths.ShareSets] = Encoding.UTF8.GetBytes(json.Replace(what, into, StringComparison.Ordinal));

        await RefusedAsync(EngineFault.Damaged, vault.CommitAsync);
        Assert.False(vault.Engine.IsSealed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"sets":null}""")]
    [InlineData("""{"sets":[{"id":"00"}]}""")]
    public async Task Share_sets_that_are_none_are_damage(string json)
    {
        using TestVault vault = await InitialisedAsync();
        vault.Store[RecordPaths.ShareSets] = Encoding.UTF8.GetBytes(json);

        await RefusedAsync(EngineFault.Damaged, vault.StatusAsync);
        await RefusedAsync(EngineFault.Damaged, () => vault.JudgeAsync(vault.Shares[0]));
    }

    [Fact]
    public async Task An_altered_share_belongs_to_no_set()
    {
        using TestVault vault = await InitialisedAsync();
        using SecretBytes altered = vault.Shares[0].Copy();
        altered.Fill()[7] ^= 0x10;

        Assert.Equal(ShareVerdict.Unknown, await vault.JudgeAsync(altered));
    }

    private static async Task<IReadOnlyList<SecretBytes>> RekeyAsync(
        TestVault vault, int shares, int threshold, RekeyEffect effect)
    {
        IReadOnlyList<SecretBytes> dealt = await vault.DealAsync(shares, threshold, effect);
        if (effect == RekeyEffect.AfterVerification)
        {
            await vault.CommitAsync();
        }

        return dealt;
    }

    // Another server, or a hand, may have left one half of what is pending. Neither half may start or take effect; both can be discarded.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Half_a_pending_rekey_takes_no_effect_and_can_be_discarded(bool keepsRecord)
    {
        using TestVault vault = await UnsealedAsync();
        byte[] sets = vault.Store[RecordPaths.ShareSets];
        await vault.DealAsync(2, 2, RekeyEffect.AfterVerification);
        if (keepsRecord)
        {
            vault.Store[RecordPaths.ShareSets] = sets;
        }
        else
        {
            vault.Store.Remove(RecordPaths.PendingRekey);
        }

        await RefusedAsync(EngineFault.RekeyPending, () => vault.DealAsync(2, 2, RekeyEffect.AtOnce));
        await RefusedAsync(keepsRecord ? EngineFault.Damaged : EngineFault.NothingPending, vault.CommitAsync);

        await vault.DiscardAsync();
        Assert.DoesNotContain(RecordPaths.PendingRekey, vault.Store.Paths);
        Assert.Null((await vault.StatusAsync()).Pending);
        await vault.DealAsync(2, 2, RekeyEffect.AtOnce);
    }

    private static async Task<ShareVerdict> IsJudgedAsync(
        TestVault vault, SecretBytes share, SetStanding standing, int number)
    {
        ShareVerdict verdict = await vault.JudgeAsync(share);
        Assert.Equal((standing, number), (verdict.Standing, verdict.Number));
        return verdict;
    }
}
