using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Acts;
using static KeyCeremonyConsole.Ceremonies.Tests.Doubles.Cast;

namespace KeyCeremonyConsole.Ceremonies.Tests.Faults;

/// <summary>A store that fails once, at each commit of a run of everything.</summary>
public sealed class CommitFaultTests
{
    private const int CommitsOfARun = 33;

    public static TheoryData<int> EveryCommit => [.. Enumerable.Range(1, CommitsOfARun)];

    private static CancellationToken Ct => TestConsole.Ct;

    [Fact]
    public async Task The_run_has_as_many_commits_as_are_tried_here()
    {
        using TestConsole console = await TestConsole.WithPeopleAsync();
        int before = console.Store.Commits;

        await RunAsync(new RunOfEverything(console), step => step());

        Assert.Equal(CommitsOfARun, console.Store.Commits - before);
    }

    [Theory]
    [MemberData(nameof(EveryCommit))]
    public async Task A_crash_at_any_commit_leaves_exactly_before_or_after(int commit)
    {
        TestConsole console = await TestConsole.WithPeopleAsync();
        var run = new RunOfEverything(console);
        FailAt(console.Store, commit);

        await Assert.ThrowsAsync<PowerFailure>(() => RunAsync(run, step => step()));

        using TestConsole restarted = await console.RestartAsync();
        await CheckAsync(restarted, run.Written);
    }

    [Theory]
    [MemberData(nameof(EveryCommit))]
    public async Task A_step_whose_commit_failed_can_be_taken_again(int commit)
    {
        using TestConsole console = await TestConsole.WithPeopleAsync();
        var run = new RunOfEverything(console);
        FailAt(console.Store, commit);
        int failures = 0;

        await RunAsync(run, async step =>
        {
            try
            {
                await step();
            }
            catch (PowerFailure)
            {
                failures++;
                await step();
            }
        });

        Assert.Equal(1, failures);
        Assert.False(console.Engine.IsSealed);
        await CheckAsync(console, run.Written);
    }

    private static async Task RunAsync(RunOfEverything run, Func<Func<Task>, Task> take)
    {
        foreach (Func<Task> step in run.Steps())
        {
            await take(step);
        }
    }

    private static void FailAt(MemoryStore store, int commit)
    {
        int seen = 0;
        store.BeforeCommit = _ => ++seen == commit ? throw new PowerFailure() : Task.CompletedTask;
    }

    private static async Task CheckAsync(TestConsole c, IReadOnlyDictionary<string, string> written)
    {
        Assert.Null((await c.CheckChainAsync()).FirstBroken);
        SealStatus status = await c.Engine.ReadStatusAsync(Ct);
        if (await c.OpenAsync(CeremonyKind.Initialise) is { } unfinished)
        {
            (await c.End.CancelAsync(Olga, unfinished.Id, "Once more.", Ct)).Value();
            status = await c.Engine.ReadStatusAsync(Ct);
        }

        if (!status.Initialized)
        {
            Assert.Empty(await c.Store.ListAsync("", Ct));
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

        foreach ((string path, string value) in written)
        {
            Assert.Equal(value, await c.ReadAsync(path));
        }

        await CheckSharesAsync(c, (await c.Engine.ReadStatusAsync(Ct)).Current!);
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

        Assert.NotNull(await c.Store.GetAsync(RecordPaths.StoredKeys, Ct));
    }

    private sealed class PowerFailure : Exception;
}
