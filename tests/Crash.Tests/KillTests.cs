using System.Diagnostics;
using System.Globalization;

namespace KeyCeremonyConsole.Crash.Tests;

/// <summary>The real engine on the real store in a process of its own, killed at every durable step of a vault's life.</summary>
public sealed class KillTests
{
    private const int Killed = 128 + 9;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_any_durable_step_it_is_found_exactly_old_or_exactly_new()
    {
        int steps = await CountAsync();
        Assert.True(steps > 60, $"only {steps} steps were seen: is the reaper blind?");

        var failures = new List<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(1, steps),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = Ct },
            async (step, _) =>
            {
                if (await DieAndLookAsync(step) is { } failure)
                {
                    lock (failures)
                    {
                        failures.Add($"step {step}: {failure}");
                    }
                }
            });

        Assert.Empty(failures);
    }

    private static async Task<int> CountAsync()
    {
        using var folder = new Scratch();
        (int exit, string said) = await RunAsync(folder.Path, 0);
        Assert.Equal(0, exit);
        return int.Parse(said, CultureInfo.InvariantCulture);
    }

    private static async Task<string?> DieAndLookAsync(int step)
    {
        using var folder = new Scratch();
        try
        {
            (int exit, string said) = await RunAsync(folder.Path, step);
            Assert.True(exit == Killed, $"it was not killed: {exit} {said}");
            await Life.LookAsync(folder.Path);
            return null;
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }

    private static async Task<(int Exit, string Said)> RunAsync(string folder, int step)
    {
        using Process victim = Child.Start(Victim.Command, folder, step.ToString(CultureInfo.InvariantCulture));
        Task<string> said = victim.StandardOutput.ReadToEndAsync(Ct);
        Task<string> complained = victim.StandardError.ReadToEndAsync(Ct);
        await victim.WaitForExitAsync(Ct);
        return (victim.ExitCode, await said + await complained);
    }
}
