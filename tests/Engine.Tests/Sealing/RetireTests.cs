using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

public sealed class RetireTests
{
    [Fact]
    public async Task A_retired_term_stays_in_the_keyring_and_decrypts_nothing()
    {
        using TestVault vault = await SecondTermAsync();
        byte[] kept = vault.Store["a"];
        await vault.ReencryptAsync();

        await vault.RetireAsync(1);

        Assert.Equal([(1, true), (2, false)], vault.Engine.ReadTerms().Select(t => (t.Term, t.Retired)));
        Assert.Equal(2, new PlainReader(vault.Store, vault.Shares.Open()).Keyring.GetProperty("Keys").GetArrayLength());
        EngineException refusal = Refused(EngineFault.Damaged, () => vault.Engine.Decrypt("a", kept));
        Assert.Equal("term 1 is retired, yet a record needs it", refusal.Message);
        Assert.Equal("old", vault.Get("a"));
    }

    [Fact]
    public async Task What_is_retired_stays_so_over_restart_rotation_and_rekey()
    {
        using TestVault vault = await SecondTermAsync();
        byte[] kept = vault.Store["a"];
        await vault.ReencryptAsync();
        await vault.RetireAsync(1);
        await vault.RotateAsync();
        await vault.ReencryptAsync();
        await vault.RetireAsync(2);
        await vault.SetRotationAsync(vault.Engine.ReadRotation() with { Enabled = false });
        using TestVault restarted = vault.Restarted();
        await restarted.UnsealAsync(vault.Shares);
        await restarted.DealAsync(2, 2, RekeyEffect.AtOnce);

        Assert.Equal([true, true, false], restarted.Engine.ReadTerms().Select(t => t.Retired));
        Refused(EngineFault.Damaged, () => restarted.Engine.Decrypt("a", kept));
        Assert.Equal("old", restarted.Get("a"));
    }

    [Fact]
    public async Task What_is_retired_stays_so_when_a_seal_provider_opens_the_vault_again()
    {
        using TestVault vault = await AutoAsync();
        await vault.PutAsync("a", "old");
        byte[] kept = vault.Store["a"];
        await vault.RotateAsync();
        await vault.ReencryptAsync();
        await vault.RetireAsync(1);
        using TestVault restarted = vault.Restarted();

        await restarted.AutoUnsealAsync();

        Assert.Equal([true, false], restarted.Engine.ReadTerms().Select(t => t.Retired));
        Refused(EngineFault.Damaged, () => restarted.Engine.Decrypt("a", kept));
        Assert.Equal("old", restarted.Get("a"));
    }

    [Fact]
    public async Task A_destroyed_term_is_gone_from_the_keyring_and_the_others_work()
    {
        using TestVault vault = await SecondTermAsync();
        await vault.ReencryptAsync();
        await vault.RetireAsync(1);
        vault.Store.Save([new RecordChange("core/upgrade/1", [0, 0, 0, 1, 2]), new RecordChange("core/upgrade/0", [0, 0, 0, 0, 2])]);

        await vault.DestroyAsync(1);

        Assert.Equal([2], vault.Engine.ReadTerms().Select(t => t.Term));
        Assert.DoesNotContain(vault.Store.Paths, path => path.StartsWith(RecordPaths.Upgrades, StringComparison.Ordinal));
        var reader = new PlainReader(vault.Store, vault.Shares.Open());
        Assert.Equal(1, reader.Keyring.GetProperty("Keys").GetArrayLength());
        Assert.Equal("[]", reader.ReadText(RecordPaths.RetiredTerms));
        using TestVault restarted = vault.Restarted();
        await restarted.UnsealAsync(vault.Shares);
        Assert.Equal("old", restarted.Get("a"));
        await restarted.RotateAsync();
        Assert.Equal([2, 3], restarted.Engine.ReadTerms().Select(t => t.Term));
    }

    // openbao/openbao issue 3857: a key was dropped while a record still needed it.
    [Fact]
    public async Task A_term_that_any_record_needs_cannot_go_the_engine_s_own_included()
    {
        using TestVault vault = await SecondTermAsync();
        EngineException refusal = await RefusedAsync(EngineFault.TermInUse, () => vault.RetireAsync(1));
        Assert.Equal("records are still encrypted under term 1", refusal.Message);

        vault.Store.Remove("a");
        await RefusedAsync(EngineFault.TermInUse, () => vault.RetireAsync(1)); // core/shamir-kek.

        await vault.ReencryptAsync();
        await vault.RetireAsync(1);
    }

    // Encrypted before the look, saved after it.
    [Fact]
    public async Task A_record_that_was_on_its_way_is_refused_and_written_anew_under_the_active_term()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.ReserveAsync();
        Assert.True(vault.Engine.TryEncrypt("late", [1], out RecordChange? late));
        await vault.RotateAsync();
        await vault.ReencryptAsync();
        using PreparedChange retire = await vault.Engine.PrepareRetireAsync(1, vault.Store, Ct);

        Assert.True(vault.Store.TrySave(retire.Changes, closes: 1));
        await retire.AdoptAsync(Ct);

        Assert.False(vault.Store.TrySave([late]));
        await vault.PutAsync("late", "again");
        Assert.Equal("again", vault.Get("late"));
    }

    [Fact]
    public async Task The_active_term_an_unknown_one_and_one_out_of_turn_are_refused()
    {
        using TestVault vault = await SecondTermAsync();
        await vault.ReencryptAsync();
        vault.Store.Remove(RecordPaths.RootKey);
        foreach (string path in vault.Store.Paths.ToArray())
        {
            if (path is "a" or RecordPaths.ShamirKek)
            {
                vault.Store.Remove(path);
            }
        }

        Assert.Equal("cannot remove active key", (await RefusedAsync(EngineFault.TermInUse, () => vault.RetireAsync(2))).Message);
        Assert.Equal("cannot remove active key", (await RefusedAsync(EngineFault.TermInUse, () => vault.DestroyAsync(2))).Message);
        await RefusedAsync(EngineFault.NoSuchTerm, () => vault.RetireAsync(7));
        await RefusedAsync(EngineFault.NoSuchTerm, () => vault.DestroyAsync(-1));
        Assert.Equal("term 1 is not retired", (await RefusedAsync(EngineFault.TermInUse, () => vault.DestroyAsync(1))).Message);
        await vault.RetireAsync(1);
        Assert.Equal("term 1 is retired already", (await RefusedAsync(EngineFault.TermInUse, () => vault.RetireAsync(1))).Message);
        vault.Engine.Seal();
        await RefusedAsync(EngineFault.Sealed, () => vault.RetireAsync(1));
        await RefusedAsync(EngineFault.Sealed, () => vault.DestroyAsync(1));
    }

    [Fact]
    public async Task What_is_given_up_retires_nothing()
    {
        using TestVault vault = await SecondTermAsync();
        byte[] kept = vault.Store["a"];
        await vault.ReencryptAsync();

        (await vault.Engine.PrepareRetireAsync(1, vault.Store, Ct)).Dispose();

        using (vault.Engine.Decrypt("a", kept))
        {
            Assert.DoesNotContain(vault.Engine.ReadTerms(), t => t.Retired);
        }
    }

    [Fact]
    public async Task Retiring_and_destroying_are_counted()
    {
        using TestVault vault = await SecondTermAsync();
        await vault.ReencryptAsync();
        long before = vault.Engine.ReadKeyStatus().Encryptions;

        await vault.RetireAsync(1);
        await vault.DestroyAsync(1);

        Assert.Equal(before + 2, vault.Engine.ReadKeyStatus().Encryptions);
        Assert.True(new PlainReader(vault.Store, vault.Shares.Open()).Encryptions(2) >= before + 2);
    }

    // Nobody stores such a record once the term is closed; a hand may. Its key must not go.
    [Fact]
    public async Task A_retired_term_of_which_a_record_turns_up_is_not_destroyed()
    {
        using TestVault vault = await SecondTermAsync();
        byte[] old = vault.Store["a"];
        await vault.ReencryptAsync();
        await vault.RetireAsync(1);
        vault.Store["b"] = old;

        EngineException refusal = await RefusedAsync(EngineFault.TermInUse, () => vault.DestroyAsync(1));

        Assert.Equal("records are still encrypted under term 1", refusal.Message);
        vault.Store.Remove("b");
        await vault.DestroyAsync(1);
    }

    [Fact]
    public async Task A_record_of_retired_terms_that_somebody_altered_is_damage()
    {
        using TestVault vault = await SecondTermAsync();
        await vault.ReencryptAsync();
        await vault.RetireAsync(1);
        vault.Store[RecordPaths.RetiredTerms][^1] ^= 1;
        using TestVault restarted = vault.Restarted();

        EngineException damage = await RefusedAsync(EngineFault.Damaged, () => restarted.UnsealAsync(vault.Shares));

        Assert.Equal("console/retired-terms is unreadable", damage.Message);
        Assert.True(restarted.Engine.IsSealed);
    }

    private static async Task<TestVault> SecondTermAsync()
    {
        TestVault vault = await UnsealedAsync();
        await vault.PutAsync("a", "old");
        await vault.RotateAsync();
        return vault;
    }
}
