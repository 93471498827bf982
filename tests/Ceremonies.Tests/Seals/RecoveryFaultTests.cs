using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Seals;

/// <summary>A store that fails once, at each commit of a run through everything that seals do.</summary>
public sealed class RecoveryFaultTests
{
    private const int CommitsOfARun = 31;

    public static TheoryData<int, bool> EveryCommit
    {
        get
        {
            var all = new TheoryData<int, bool>();
            foreach (int commit in Enumerable.Range(1, CommitsOfARun))
            {
                all.Add(commit, false);
                all.Add(commit, true);
            }

            return all;
        }
    }

    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task The_run_has_as_many_commits_as_are_tried_here()
    {
        using TestConsole console = await TestConsole.WithPeopleAsync(new TestSeal());
        int before = console.Memory.Commits;

        await RunAsync(console);

        Assert.Equal(CommitsOfARun, console.Memory.Commits - before);
    }

    // Before: the transaction is not stored. After: it is, but the process dies before its memory follows.
    [Theory]
    [MemberData(nameof(EveryCommit))]
    public async Task A_crash_at_any_commit_leaves_exactly_before_or_after(int commit, bool stored)
    {
        TestConsole console = await TestConsole.WithPeopleAsync(new TestSeal());
        int seen = 0;
        Task Fail() => ++seen == commit ? throw new PowerFailure() : Task.CompletedTask;
        console.Memory.BeforeCommit = stored ? null : _ => Fail();
        console.Memory.AfterCommit = stored ? _ => Fail() : null;

        try
        {
            await RunAsync(console);
        }
        catch (PowerFailure)
        {
            // A step with records that were stored all the same goes on: the store was asked.
        }

        console.Memory.AfterCommit = null;
        using TestConsole restarted = await console.RestartAsync();
        await CheckAsync(restarted);
    }

    private static async Task RunAsync(TestConsole c)
    {
        Ceremony initialise = (await c.StartInitialiseAsync(RecoveryOrder(2, 2))).Value();
        await c.RevealAndProveAsync(initialise.Id, Ada, Ben);
        (await c.WriteAsync("one", "{\"a\":1}")).Value();
        Ceremony rekey = await c.AuthoriseAsync((await c.StartRekeyAsync(RecoveryOrder(2, 2))).Value().Id);
        await c.RevealAndProveAsync(rekey.Id, Ada, Ben);
        (await c.RotateRoot.RunAsync(Olga, "", Ct)).Value();
        await c.AuthoriseAsync((await c.StartMigrateAsync(ShareTarget.Unseal)).Value().Id);
        (await c.RotateRoot.RunAsync(Olga, "", Ct)).Value();
        (await c.Seal.RunAsync(Olga, Ct)).Value();
        await c.UnsealAsync();
        await c.AuthoriseAsync((await c.StartMigrateAsync(ShareTarget.Recovery)).Value().Id);
        (await c.Seal.RunAsync(Olga, Ct)).Value();
        (await c.AutoUnseal.TryNowAsync(Olga, Ct)).Value();
        await c.AuthoriseAsync((await c.StartRekeyAsync(RecoveryOrder(2, 2, VerificationPolicy.None))).Value().Id);
    }

    private static async Task CheckAsync(TestConsole c)
    {
        Assert.Null((await c.CheckChainAsync()).FirstBroken);
        SealStatus status = await c.Engine.ReadStatusAsync(Ct);
        if (!status.Initialized)
        {
            Assert.Empty(await c.Store.ListAsync("", Ct));
            return;
        }

        foreach (Ceremony open in (await c.Store.ListOpenCeremoniesAsync(Ct)).Where(o => o.Kind is not CeremonyKind.Unseal))
        {
            (await c.End.CancelAsync(Olga, open.Id, "Once more.", Ct)).Value();
        }

        if (!status.OpensItself)
        {
            await c.UnsealAsync();
        }

        Assert.False(c.Engine.IsSealed);
        if (await c.Store.GetAsync("core/recovery-key", Ct) is null && status.OpensItself)
        {
            Assert.Null(status.Current);
            return;
        }

        await CheckSharesAsync(c, (await c.Engine.ReadStatusAsync(Ct)).Current!);
    }

    // The shares in force authorise, whatever they are for today; earlier ones do not.
    private static async Task CheckSharesAsync(TestConsole c, ShareSet current)
    {
        foreach (string set in c.Hands.Everything.Select(h => h.Set).Distinct())
        {
            IReadOnlyList<PersonId> holders = c.Hands.HoldersOf(set);
            if (holders.Count == 2)
            {
                SecretBytes[] shares = [.. holders.Select(p => c.Hands.Give(p, set))];
                Task<PreparedDeal> asked = c.Engine.PrepareRekeyAsync(shares, ShareScheme.Of(1, 1), RekeyEffect.AtOnce, Ct);
                if (set == current.Id)
                {
                    (await asked).Dispose();
                }
                else
                {
                    Assert.Equal(EngineFault.WrongShares, (await Assert.ThrowsAsync<EngineException>(() => asked)).Fault);
                }

                Array.ForEach(shares, s => s.Dispose());
            }
        }
    }

    private sealed class PowerFailure : Exception;
}
