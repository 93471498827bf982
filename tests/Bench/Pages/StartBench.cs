using System.Globalization;

namespace KeyCeremonyConsole.Bench.Pages;

/// <summary>From the start of the process to the first page served, the two taking turns.</summary>
internal sealed class StartBench(Places places, Seeded seeded)
{
    private const int Rounds = 7;
    private const double Target = 2;

    public async Task<Result> RunAsync()
    {
        Sample ours = new();
        Sample empty = new();
        Sample template = new();
        for (int round = -1; round < Rounds; round++)
        {
            double console = await StartAsync(places.Console, "/sign-in", "--data", seeded.Data);
            double first = await StartAsync(places.Console, "/setup", "--data", places.NewData());
            double counter = await StartAsync(places.Template, "/");
            if (round >= 0) // The first one reads the files from the disk.
            {
                ours.Add(console);
                empty.Add(first);
                template.Add(counter);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"start: {ours.Median:0} ms on a data folder in use, {empty.Median:0} ms on an empty one (it makes the database), template {template.Median:0} ms"));
        return new Result("process start -> first page served, median", ours.Median, template.Median, "ms", Target);
    }

    private static async Task<double> StartAsync(string dll, string page, params string[] arguments)
    {
        using ServerProcess server = await ServerProcess.StartAsync(dll, page, arguments);
        return server.FirstPage;
    }
}
