using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

public sealed class RotateAndCountTests
{
    [Fact]
    public async Task A_rotation_begins_a_term_and_keeps_the_old_ones()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("a", "old");
        vault.Clock.Advance(TimeSpan.FromDays(1));

        await vault.RotateAsync();
        await vault.PutAsync("b", "new");

        Assert.Equal(("old", "new"), (vault.Get("a"), vault.Get("b")));
        Assert.Equal((1u, 2u), (BarrierRecord.TermOf(vault.Store["a"]), BarrierRecord.TermOf(vault.Store["b"])));
        Assert.Equal(
            [new TermInfo(1, Morning, 3, false), new TermInfo(2, Morning.AddDays(1), 2, true)],
            vault.Engine.ReadTerms());
    }

    [Fact]
    public async Task An_independent_reader_opens_every_term()
    {
        using TestVault vault = await UnsealedAsync();
        for (int term = 1; term <= 5; term++)
        {
            await vault.PutAsync($"record/{term}", $"of term {term}");
            await vault.RotateAsync();
        }

        var reader = new PlainReader(vault.Store, vault.Shares.Open());
        Assert.All(Enumerable.Range(1, 5), term => Assert.Equal($"of term {term}", reader.ReadText($"record/{term}")));
        Assert.Contains(Convert.ToBase64String(reader.RootKey), reader.ReadText("core/root-key"), StringComparison.Ordinal);
        Assert.Equal(6u, BarrierRecord.TermOf(vault.Store[RecordPaths.RootKey]));
        using TestVault restarted = vault.Restarted();
        await restarted.UnsealAsync(vault.Shares);
        Assert.Equal("of term 3", restarted.Get("record/3"));
    }

    [Fact]
    public async Task A_rotation_that_is_not_adopted_changes_nothing()
    {
        using TestVault vault = await UnsealedAsync();
        IReadOnlyList<TermInfo> before = vault.Engine.ReadTerms();
        PreparedRotation rotation = vault.Engine.PrepareRotate();
        Assert.Equal((2, Morning), (rotation.Term, rotation.InstallTime));

        rotation.Dispose();

        Assert.Equal(before, vault.Engine.ReadTerms());
        await vault.PutAsync("a", "works");
        Assert.Equal("works", vault.Get("a"));
    }

    [Fact]
    public async Task Only_what_is_reserved_can_be_encrypted()
    {
        using TestVault vault = await UnsealedAsync();
        Assert.False(vault.Engine.TryEncrypt("a", [1], out RecordChange? nothing));
        Assert.Null(nothing);

        await vault.ReserveAsync();

        Assert.Equal(SealEngine.ReservationBlock, EncryptAll(vault));
        Assert.Equal(2 + SealEngine.ReservationBlock, vault.Engine.ReadKeyStatus().Encryptions);
        Assert.Equal(2 + SealEngine.ReservationBlock, new PlainReader(vault.Store, vault.Shares.Open()).Encryptions(1));
    }

    [Fact]
    public async Task A_reservation_that_is_not_adopted_reserves_nothing()
    {
        using TestVault vault = await UnsealedAsync();

        vault.Engine.PrepareReservation().Dispose();

        Assert.Equal(0, EncryptAll(vault));
    }

    [Fact]
    public async Task A_new_term_has_a_block_of_its_own()
    {
        using TestVault vault = await UnsealedAsync();

        await vault.RotateAsync();

        Assert.Equal(SealEngine.ReservationBlock, EncryptAll(vault));
    }

    [Fact]
    public async Task After_a_crash_the_count_is_too_high_and_never_too_low()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("a", "one");
        using TestVault restarted = vault.Restarted();

        await restarted.UnsealAsync(vault.Shares);

        Assert.Equal(3, vault.Engine.ReadKeyStatus().Encryptions);
        Assert.Equal(2 + SealEngine.ReservationBlock, restarted.Engine.ReadKeyStatus().Encryptions);
        Assert.Equal(0, EncryptAll(restarted));
    }

    [Fact]
    public async Task After_an_orderly_seal_the_count_is_exact()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("a", "one");

        await vault.PersistCountsAsync();

        Assert.Equal(0, EncryptAll(vault));
        using TestVault restarted = vault.Restarted();
        await restarted.UnsealAsync(vault.Shares);
        Assert.Equal(3, restarted.Engine.ReadKeyStatus().Encryptions);
        await vault.PutAsync("b", "goes on after a reservation");
        Assert.Equal(4, vault.Engine.ReadKeyStatus().Encryptions);
    }

    // Between reading the exact count and sealing nothing may slip through uncounted.
    [Fact]
    public async Task Preparing_the_exact_count_closes_it_until_it_is_given_up()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("a", "one");
        PreparedChange change = vault.Engine.PrepareCountsPersist();
        Assert.Equal(0, EncryptAll(vault));

        change.Dispose();

        Assert.Equal(SealEngine.ReservationBlock - 1, EncryptAll(vault));
    }

    [Fact]
    public async Task The_count_of_an_old_term_is_kept()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("a", "one");
        await vault.RotateAsync();
        await vault.PersistCountsAsync();
        using TestVault restarted = vault.Restarted();
        await restarted.UnsealAsync(vault.Shares);

        Assert.Equal([3L, 1L], vault.Engine.ReadTerms().Select(term => term.Encryptions));
        Assert.Equal([3L, 1L], restarted.Engine.ReadTerms().Select(term => term.Encryptions));
    }

    // 2 at init, then: pending record 1, commit 2; and no reservation was ever made.
    [Fact]
    public async Task A_rekey_counts_its_own_encryptions_and_needs_no_reservation()
    {
        using TestVault vault = await UnsealedAsync();
        IReadOnlyList<SecretBytes> dealt = await vault.DealAsync(2, 2, RekeyEffect.AfterVerification);
        Assert.Equal(3, vault.Engine.ReadKeyStatus().Encryptions);
        Assert.Equal(3, new PlainReader(vault.Store, vault.Shares.Open()).Encryptions(1));

        await vault.CommitAsync();

        Assert.Equal(5, vault.Engine.ReadKeyStatus().Encryptions);
        Assert.Equal(5, new PlainReader(vault.Store, dealt.Open()).Encryptions(1));
        Assert.Equal(0, EncryptAll(vault));
    }

    // The keyring is rewritten under the new root key; what was reserved before must survive that.
    [Fact]
    public async Task A_rekey_keeps_what_is_reserved()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.ReserveAsync();
        IReadOnlyList<SecretBytes> dealt = await vault.DealAsync(2, 2, RekeyEffect.AtOnce);

        Assert.Equal(SealEngine.ReservationBlock, EncryptAll(vault));
        long used = vault.Engine.ReadKeyStatus().Encryptions;
        Assert.Equal(4 + SealEngine.ReservationBlock, used);
        Assert.Equal(used, new PlainReader(vault.Store, dealt.Open()).Encryptions(1));
    }

    [Fact]
    public async Task The_same_text_never_gives_the_same_record()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.ReserveAsync();
        var nonces = new HashSet<string>();
        while (vault.Engine.TryEncrypt("a", [], out RecordChange? change))
        {
            Assert.Equal(33, change.Value?.Length);
            nonces.Add(Convert.ToHexString(change.Value![5..17]));
        }

        Assert.Equal(SealEngine.ReservationBlock, nonces.Count);
    }

    private static int EncryptAll(TestVault vault)
    {
        int done = 0;
        while (vault.Engine.TryEncrypt("some/path", [1, 2, 3], out _))
        {
            done++;
        }

        return done;
    }
}
