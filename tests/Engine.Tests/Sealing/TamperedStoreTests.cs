using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

/// <summary>
/// Somebody edits the stored records: flips bytes, cuts them off, swaps them, puts old ones back, removes them. Whoever
/// needs the record next finds it. Two things cannot be found by the engine, and are not claimed: a record of a term
/// still in use put back to what it was before, and a whole store put back.
/// </summary>
public sealed class TamperedStoreTests
{
    private static readonly string[] Data = ["secret/a", "secret/b", "secret/c"];

    // What each is needed for.
    private static readonly (string Path, Func<TestVault, Task> Need)[] Needs =
    [
        (RecordPaths.StoredKeys, UnsealAsync),
        (RecordPaths.Keyring, UnsealAsync),
        (RecordPaths.RetiredTerms, UnsealAsync),
        (RecordPaths.PendingRekey, async vault =>
        {
            await UnsealAsync(vault);
            await vault.CommitAsync();
        }),
        (RecordPaths.ShamirKek, async vault =>
        {
            await UnsealAsync(vault);
            await vault.RotateRootAsync();
        }),
        .. Data.Select(path => (path, new Func<TestVault, Task>(async vault =>
        {
            await UnsealAsync(vault);
            vault.Get(path);
        }))),
    ];

    public static TheoryData<string> EveryPath => [.. Needs.Select(need => need.Path)];

    [Theory]
    [MemberData(nameof(EveryPath))]
    public async Task A_flipped_bit_anywhere_in_a_record_is_found(string path)
    {
        using Lived lived = await Lived.BeginAsync();
        int length = lived.Vault.Store[path].Length - (path == RecordPaths.StoredKeys ? 2 : 0); // An empty field, which nobody reads, ends that one.
        for (int i = 0; i < length; i++)
        {
            byte bit = (byte)(1 << (i % 8));
            await lived.FindsAsync(path, record => record[i] ^= bit, $"bit {bit:X2} of byte {i}");
        }
    }

    [Theory]
    [MemberData(nameof(EveryPath))]
    public async Task A_record_cut_off_anywhere_is_found(string path)
    {
        using Lived lived = await Lived.BeginAsync();
        int length = lived.Vault.Store[path].Length - (path == RecordPaths.StoredKeys ? 2 : 0);
        for (int left = 0; left < length; left++)
        {
            await lived.FindsAsync(path, store => store[path] = store[path][..left], $"cut to {left}");
        }
    }

    [Fact]
    public async Task Two_records_swapped_are_found_both()
    {
        using Lived lived = await Lived.BeginAsync();
        foreach (string path in Needs.Select(need => need.Path))
        {
            foreach (string other in Needs.Select(need => need.Path).Where(other => other != path))
            {
                await lived.FindsAsync(path, store => (store[path], store[other]) = (store[other], store[path]), $"swapped with {other}");
            }
        }
    }

    [Theory]
    [InlineData(RecordPaths.StoredKeys)]
    [InlineData(RecordPaths.Keyring)]
    [InlineData("secret/a")]
    [InlineData("secret/b")]
    public async Task A_record_put_back_to_before_the_rekey_and_the_rotation_is_found(string path)
    {
        using Lived lived = await Lived.BeginAsync();
        await lived.FindsAsync(path, store => store[path] = lived.Before[path], "put back");
    }

    // The root key stays the same over a rotation, so an older keyring does open.
    [Fact]
    public async Task A_keyring_put_back_over_a_rotation_alone_is_found_at_the_unseal_and_named()
    {
        using TestVault vault = await UnsealedAsync();
        byte[] before = vault.Store["core/keyring"];
        await vault.RotateAsync();
        vault.Store["core/keyring"] = before;
        using TestVault restarted = vault.Restarted();

        EngineException found = await RefusedAsync(EngineFault.Damaged, () => restarted.UnsealAsync(vault.Shares));

        Assert.Equal("core/keyring ends at term 1 and core/root-key is of term 2: one of them was put back", found.Message);
        Assert.True(restarted.Engine.IsSealed);
    }

    [Theory]
    [InlineData(RecordPaths.StoredKeys)]
    [InlineData(RecordPaths.Keyring)]
    [InlineData(RecordPaths.PendingRekey)]
    [InlineData(RecordPaths.ShamirKek)]
    public async Task A_record_that_was_removed_is_found(string path)
    {
        using Lived lived = await Lived.BeginAsync();
        await lived.FindsAsync(path, store => store.Remove(path), "removed");
    }

    [Fact]
    public async Task A_re_encryption_names_the_records_that_do_not_open()
    {
        using TestVault vault = await UnsealedAsync();
        foreach (string path in Data)
        {
            await vault.PutAsync(path, "text");
        }

        await vault.RotateAsync();
        (vault.Store["secret/a"], vault.Store["secret/c"]) = (vault.Store["secret/c"], vault.Store["secret/a"]);

        PreparedReencryption done = await vault.ReencryptAsync();

        Assert.Equal(["secret/a", "secret/c"], done.Unreadable.Order(StringComparer.Ordinal));
        Assert.Equal("text", vault.Get("secret/b"));
    }

    private static Task UnsealAsync(TestVault vault) => vault.UnsealAsync(vault.Shares);

    /// <summary>A vault that has lived: a rekey, three terms, the first one retired, and a second rekey on its way.</summary>
    private sealed class Lived : IDisposable
    {
        internal required TestVault Vault { get; init; }

        /// <summary>The store as it was in its first term.</summary>
        internal required MemoryStore Before { get; init; }

        internal static async Task<Lived> BeginAsync()
        {
            TestVault vault = await UnsealedAsync(3, 2);
            foreach (string path in Data[..2])
            {
                await vault.PutAsync(path, $"first text of {path}");
            }

            MemoryStore before = vault.Store.Snapshot();
            vault.Shares = await vault.DealAsync(3, 2, RekeyEffect.AtOnce);
            await vault.RotateAsync();
            await vault.ReencryptAsync();
            await vault.RetireAsync(1);
            await vault.PutAsync(Data[0], "second text");
            await vault.RotateAsync();
            await vault.PutAsync(Data[2], "third text");
            await vault.DealAsync(3, 2, RekeyEffect.AfterVerification);
            var lived = new Lived { Vault = vault, Before = before };
            foreach ((_, Func<TestVault, Task> need) in Needs)
            {
                using TestVault sound = lived.Copy();
                await need(sound); // Or finding something below would mean nothing.
            }

            return lived;
        }

        internal Task FindsAsync(string path, Action<byte[]> change, string how) => FindsAsync(
            path,
            store =>
            {
                byte[] record = [.. store[path]];
                change(record);
                store[path] = record;
            },
            how);

        internal async Task FindsAsync(string path, Action<MemoryStore> change, string how)
        {
            using TestVault copy = Copy();
            change(copy.Store);
            Exception? found = await Record.ExceptionAsync(() => Needs.Single(need => need.Path == path).Need(copy));
            Assert.True(found is EngineException, $"{path}, {how}: {found?.ToString() ?? "nothing was found"}");
        }

        public void Dispose() => Vault.Dispose();

        private TestVault Copy() =>
            new(Vault.Store.Snapshot()) { Shares = [.. Vault.Shares.Select(share => share.Copy())] };
    }
}
