using KeyCeremonyConsole.Ceremonies.Tests.Doubles;

namespace KeyCeremonyConsole.Ceremonies.Tests.Simulation;

/// <summary>Hundreds of small histories from seeds. One that fails names its seed and tells what happened.</summary>
public sealed class SimulationTests
{
    private const int Runs = 200;
    private const int Steps = 50;

    [Fact]
    public async Task Whatever_people_do_the_invariants_hold()
    {
        var seen = new HashSet<string>();
        for (ulong seed = 1; seed <= Runs; seed++)
        {
            await RunAsync(seed, seen);
        }

        // The simulation is worth something only while it gets everywhere.
        string[] reached =
        [
            "rotate: done", "seal: done", "restart", "cancel: done", "the disk was full", "proves: done", "submits to Rekey: done",
            "submits to Unseal: done", "looks: already-revealed", "submits anything: replaced-share", "proves anything: someone-elses-share",
            "submits anything: share-not-in-force", "submits unseen: stale-view", "looks: not-a-participant", "re-encrypt: done", "retire: done", "destroy: done", "submits anything: not-signed-in",
        ];
        Assert.Empty(reached.Except(seen));
    }

    private static async Task RunAsync(ulong seed, HashSet<string> seen)
    {
        var dice = new Dice(seed);
        var world = new World(await TestConsole.WithPeopleAsync(), dice);
        var people = new People(world, dice);
        var story = new List<string>();
        try
        {
            for (int step = 0; step < Steps; step++)
            {
                story.Add(await people.StepAsync());
                await world.CheckAsync();
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Assert.Fail($"Seed {seed}, after step {story.Count}: {e}\n{string.Join('\n', story)}");
        }
        finally
        {
            world.Console.Dispose();
        }

        seen.UnionWith(story.Select(WithoutTheName));
    }

    private static string WithoutTheName(string act) =>
        act.Split(' ', 2) is [{ } name, { } rest] && Cast.Everybody.Any(p => p.Id.Value == name) ? rest : act;
}
