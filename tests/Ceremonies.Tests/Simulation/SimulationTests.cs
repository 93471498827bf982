using System.Collections.Concurrent;
using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Tests.Doubles;

namespace KeyCeremonyConsole.Ceremonies.Tests.Simulation;

/// <summary>
/// Small histories from seeds, every third of a vault with a seal provider. One that fails names its seed and tells what happened.
/// SIMULATION_RUNS=100000 makes it long, SIMULATION_SEED=17 replays one.
/// </summary>
public sealed class SimulationTests
{
    private const int Steps = 50;

    private static int Runs => int.Parse(Environment.GetEnvironmentVariable("SIMULATION_RUNS") ?? "200", CultureInfo.InvariantCulture);

    private static IEnumerable<ulong> Seeds => Environment.GetEnvironmentVariable("SIMULATION_SEED") is { } one
        ? [ulong.Parse(one, CultureInfo.InvariantCulture)]
        : Enumerable.Range(1, Runs).Select(seed => (ulong)seed);

    [Fact]
    public async Task Whatever_people_do_the_invariants_hold()
    {
        var acts = new ConcurrentDictionary<string, bool>();
        await Parallel.ForEachAsync(Seeds, TestConsole.Ct, async (seed, _) => await RunAsync(seed, acts));
        if (Seeds.Count() == 1)
        {
            return;
        }

        // The simulation is worth something only while it gets everywhere.
        string[] reached =
        [
            "rotate: done", "seal: done", "restart", "cancel: done", "the disk was full", "proves: done", "submits to Rekey: done",
            "submits to Unseal: done", "looks: already-revealed", "submits anything: replaced-share", "proves anything: someone-elses-share",
            "submits anything: share-not-in-force", "submits unseen: stale-view", "looks: not-a-participant", "re-encrypt: done", "retire: done", "destroy: done", "submits anything: not-signed-in",
            "rotate the root key: done", "the provider is asked: done", "migrate to Recovery: done", "migrate to Unseal: done",
            "submits to Migrate: done", "collects: done", "collects: share-not-encrypted", "collects: message-spent", "looks: share-encrypted",
            "ask for a root token: done", "submits to GenerateRoot: done", "initialise without shares: done", "the provider goes away, rotate the root key: seal-provider-away",
        ];
        Assert.Empty(reached.Except(acts.Keys));
    }

    private static async Task RunAsync(ulong seed, ConcurrentDictionary<string, bool> acts)
    {
        var dice = new Dice(seed);
        TestConsole console = seed % 3 == 0 ? await TestConsole.WithPeopleAsync(new TestSeal()) : await TestConsole.WithPeopleAsync();
        await console.GiveKeysAsync(Cast.Ada, Cast.Ben);
        var world = new World(console, dice);
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

        foreach (string act in story.Select(WithoutTheName))
        {
            acts.TryAdd(act, true);
        }
    }

    private static string WithoutTheName(string act) =>
        act.Split(' ', 2) is [{ } name, { } rest] && Cast.Everybody.Any(p => p.Id.Value == name) ? rest : act;
}
