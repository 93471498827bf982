using KeyCeremonyConsole.Bench;
using KeyCeremonyConsole.Engine.Benchmarks;

// Figures of this machine, today; only the ratios mean something elsewhere. See ../bench.sh.
switch (args)
{
    case ["secrecy", ..]:
        return SecrecyCheck.Run(Number(args, 1_000_000));
    case ["timing", ..]:
        return TimingCheck.Run(Number(args, 1_000_000));
    case ["store"]:
        Result.Print([.. await StoreBench.RunAsync(), .. await LoadBench.RunAsync(), .. await SizeBench.RunAsync()]);
        return 0;
    case ["put"]:
        Result.Print(await StoreBench.RunAsync());
        return 0;
    case ["rotate"]:
        Result.Print(await SizeBench.RotateAsync());
        return 0;
    case ["load"]:
        Result.Print(await LoadBench.RunAsync());
        return 0;
    case [string npm]:
        List<Result> results = Measured.All();
        results.AddRange(NpmSharing.Compare(npm));
        results.AddRange(await StoreBench.RunAsync());
        results.AddRange(await LoadBench.RunAsync());
        results.AddRange(await SizeBench.RunAsync());
        Result.Print(results);
        return 0;
    default:
        Console.Error.WriteLine("Use: FOLDER OF THE INSTALLED npm PACKAGE | store | put | load | rotate | secrecy [SPLITS] | timing [SAMPLES]");
        return 2;
}

static int Number(string[] args, int otherwise) => args.Length > 1 ? int.Parse(args[1], null) : otherwise;
