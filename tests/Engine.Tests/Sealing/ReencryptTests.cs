using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

public sealed class ReencryptTests
{
    [Fact]
    public async Task Old_records_come_under_the_active_term_the_engine_s_own_included()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("a", "first");
        await vault.DealAsync(2, 2, RekeyEffect.AfterVerification);
        await vault.RotateAsync();
        await vault.PutAsync("b", "second");

        PreparedReencryption done = await vault.ReencryptAsync();

        Assert.Equal(["a", RecordPaths.PendingRekey, RecordPaths.ShamirKek], done.Records.Select(r => r.Path).Order(StringComparer.Ordinal));
        Assert.Empty(await vault.OldRecordsAsync(int.MaxValue));
        Assert.Equal(("first", "second"), (vault.Get("a"), vault.Get("b")));
        var reader = new PlainReader(vault.Store, vault.Shares.Open());
        Assert.Equal(reader.Kek, reader.Read(RecordPaths.ShamirKek));
        Assert.Equal("first", reader.ReadText("a"));
        await vault.CommitAsync(); // The pending rekey is still the one that was dealt.
    }

    [Fact]
    public async Task What_is_encrypted_anew_is_counted_in_the_same_save()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("a", "first");
        await vault.RotateAsync();
        long before = vault.Engine.ReadKeyStatus().Encryptions;

        PreparedReencryption done = await vault.ReencryptAsync();

        Assert.Equal(before + done.Records.Count, vault.Engine.ReadKeyStatus().Encryptions);
        using TestVault restarted = vault.Restarted();
        await restarted.UnsealAsync(vault.Shares);
        Assert.Equal(before + done.Records.Count + SealEngine.ReservationBlock, restarted.Engine.ReadKeyStatus().Encryptions);
    }

    [Fact]
    public async Task What_was_given_up_is_counted_with_the_next_save()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.RotateAsync();
        long before = vault.Engine.ReadKeyStatus().Encryptions;
        IReadOnlyList<RecordChange> old = await vault.OldRecordsAsync(int.MaxValue);
        int made = (SealEngine.ReservationBlock / old.Count) + 1;
        for (int i = 0; i < made; i++)
        {
            vault.Engine.PrepareReencrypt(old).Dispose();
        }

        long used = before + (made * old.Count);
        Assert.Equal(used, vault.Engine.ReadKeyStatus().Encryptions);
        Assert.False(vault.Engine.TryEncrypt("a", [1], out _)); // They ate up what was reserved.

        await vault.ReserveAsync();

        Assert.True(vault.Engine.TryEncrypt("a", [1], out _));
        Assert.True(new PlainReader(vault.Store, vault.Shares.Open()).Encryptions(2) >= used + SealEngine.ReservationBlock);
    }

    [Fact]
    public async Task Each_record_says_what_it_replaces()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("a", "first");
        await vault.RotateAsync();
        using PreparedReencryption change = vault.Engine.PrepareReencrypt([new RecordChange("a", vault.Store["a"])]);
        await vault.PutAsync("a", "somebody was quicker");

        Assert.False(vault.Store.TrySave([.. change.Changes, .. change.Records]));

        Assert.False(await change.IsStoredAsync());
        Assert.Equal("somebody was quicker", vault.Get("a"));
    }

    [Fact]
    public async Task A_record_that_is_written_right_after_the_save_is_no_fault()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("a", "first");
        await vault.RotateAsync();
        using PreparedReencryption change = vault.Engine.PrepareReencrypt([new RecordChange("a", vault.Store["a"])]);
        Assert.True(vault.Store.TrySave([.. change.Changes, .. change.Records]));
        await vault.PutAsync("a", "second");

        await change.AdoptAsync(Ct);

        Assert.False(vault.Engine.IsSealed);
        Assert.Equal("second", vault.Get("a"));
    }

    [Fact]
    public async Task A_record_of_the_active_term_is_left_alone()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("a", "first");
        using PreparedReencryption change = vault.Engine.PrepareReencrypt([new RecordChange("a", vault.Store["a"])]);

        Assert.Empty(change.Records);
        Assert.Empty(change.Changes);
        Assert.Empty(change.Unreadable);
    }

    [Fact]
    public async Task A_damaged_record_is_named_and_holds_up_nobody()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.PutAsync("a", "good");
        await vault.PutAsync("b", "spoilt");
        await vault.RotateAsync();
        vault.Store["b"][^1] ^= 1;

        PreparedReencryption done = await vault.ReencryptAsync();

        Assert.Equal(["b"], done.Unreadable);
        Assert.Equal("good", vault.Get("a"));
        Assert.Equal(2u, BarrierRecord.TermOf(vault.Store["a"]));
        Assert.Equal(1u, BarrierRecord.TermOf(vault.Store["b"]));
    }

    [Fact]
    public async Task A_sealed_vault_encrypts_nothing_anew()
    {
        using TestVault vault = await InitialisedAsync();
        Refused(EngineFault.Sealed, () => vault.Engine.PrepareReencrypt([]));
    }
}
