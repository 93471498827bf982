using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Faults;

/// <summary>What must hold after a fault, wherever it struck: exactly old or exactly new, and nothing lost that was told.</summary>
internal static class Aftermath
{
    /// <param name="c">Started again after a fault.</param>
    /// <param name="written">What was told to be stored.</param>
    internal static async Task CheckAsync(TestConsole c, IReadOnlyDictionary<string, string> written)
    {
        Assert.Null((await c.CheckChainAsync()).FirstBroken);
        SealStatus status = await c.Engine.ReadStatusAsync(TestConsole.Ct);
        if (await c.OpenAsync(CeremonyKind.Initialise) is { } unfinished)
        {
            (await c.End.CancelAsync(Olga, unfinished.Id, "Once more.", TestConsole.Ct)).Value();
            status = await c.Engine.ReadStatusAsync(TestConsole.Ct);
        }

        if (!status.Initialized)
        {
            Assert.Empty(await c.Store.ListAsync("", TestConsole.Ct));
            Ceremony again = (await c.StartInitialiseAsync(Order(3, 2))).Value();
            await c.RevealAndProveAsync(again.Id, Holders[..3]);
            await c.UnsealAsync();
            return;
        }

        await CheckSharesAsync(c, status.Current!);
        if (c.Engine.IsSealed)
        {
            await c.UnsealAsync();
        }

        await CheckTokensAsync(c);
        foreach ((string path, string value) in written)
        {
            Assert.Equal(value, await c.ReadAsync(path));
        }

        await CheckSharesAsync(c, (await c.Engine.ReadStatusAsync(TestConsole.Ct)).Current!);
    }

    // A token and its ceremony's end are there together or not at all, and no password outlives its ceremony.
    private static async Task CheckTokensAsync(TestConsole c)
    {
        IReadOnlyList<Ceremony> open = await c.Store.ListOpenCeremoniesAsync(TestConsole.Ct);
        IReadOnlyList<Ceremony> ended = await c.Store.ListEndedCeremoniesAsync(null, 100, TestConsole.Ct);
        Assert.Equal(
            ended.Count(e => e is { Kind: CeremonyKind.GenerateRoot, Stage: CeremonyStage.Completed }),
            (await c.Store.ListAsync("sys/token/id/", TestConsole.Ct)).Count);
        Assert.Equal(
            open.Count(o => o.Kind is CeremonyKind.GenerateRoot),
            (await c.Store.ListAsync("console/root-otp/", TestConsole.Ct)).Count);
        bool backedUp = ended.Any(e => e is { Kind: CeremonyKind.Rekey, Stage: CeremonyStage.Completed });
        Assert.True(backedUp || !await c.Backup.ExistsAsync(ShareTarget.Unseal, TestConsole.Ct), "a backup of shares that are not in force");
    }

    // The current set opens it, and no other does: old or new, not both, not none.
    private static async Task CheckSharesAsync(TestConsole c, ShareSet current)
    {
        foreach (string set in c.Hands.Everything.Select(h => h.Set).Distinct())
        {
            IReadOnlyList<PersonId> holders = c.Hands.HoldersOf(set);
            Assert.True(set != current.Id || holders.Count >= current.Scheme.Threshold, "nobody can open it");
            if (holders.Count >= 2)
            {
                Assert.Equal(set == current.Id, await c.OpensAsync(set, holders.Take(2)));
            }
        }

        Assert.NotNull(await c.Store.GetAsync(RecordPaths.StoredKeys, TestConsole.Ct));
    }
}
