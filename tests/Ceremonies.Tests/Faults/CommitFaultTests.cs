using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;

namespace KeyCeremonyConsole.Ceremonies.Tests.Faults;

/// <summary>A store that fails once, at each commit of a run of everything.</summary>
public sealed class CommitFaultTests
{
    private const int CommitsOfARun = 50;

    public static TheoryData<int> EveryCommit => [.. Enumerable.Range(1, CommitsOfARun)];

    [Fact]
    public async Task The_run_has_as_many_commits_as_are_tried_here()
    {
        using TestConsole console = await TestConsole.WithPeopleAsync();
        int seen = 0;
        console.Memory.AfterCommit = _ => Task.FromResult(++seen); // Also those without an audit entry.

        await RunAsync(new RunOfEverything(console), step => step());

        Assert.Equal(CommitsOfARun, seen);
    }

    [Theory]
    [MemberData(nameof(EveryCommit))]
    public async Task A_crash_at_any_commit_leaves_exactly_before_or_after(int commit)
    {
        TestConsole console = await TestConsole.WithPeopleAsync();
        var run = new RunOfEverything(console);
        FailAt(console.Memory, commit);

        await Assert.ThrowsAsync<PowerFailure>(() => RunAsync(run, step => step()));

        using TestConsole restarted = await console.RestartAsync();
        await Aftermath.CheckAsync(restarted, run.Written);
    }

    [Theory]
    [MemberData(nameof(EveryCommit))]
    public async Task A_step_whose_commit_failed_can_be_taken_again(int commit)
    {
        using TestConsole console = await TestConsole.WithPeopleAsync();
        var run = new RunOfEverything(console);
        FailAt(console.Memory, commit);
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
        await Aftermath.CheckAsync(console, run.Written);
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

    private sealed class PowerFailure : Exception;
}
