using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using KeyCeremonyConsole.Bench;
using Perfolizer.Horology;

namespace KeyCeremonyConsole.Engine.Benchmarks;

/// <summary>What BenchmarkDotNet measures, as lines of the table. The fastest round counts: others' work only adds to it.</summary>
internal static class Measured
{
    private const double TwentyTimes = 1 / 20.0;

    public static List<Result> All() => [.. Sharing(), .. Barrier()];

    /// <summary>Our time for a whole call, in ns.</summary>
    public static double SharingCall(string what, string scheme) => Fastest[$"{what}Call {scheme} False"];

    private static Dictionary<string, double> Fastest { get; } = [];

    private static (string What, string Words)[] Kinds { get; } =
    [
        ("SplitArithmetic", "split, arithmetic"),
        ("CombineArithmetic", "combine, arithmetic"),
        ("SplitCall", "split, whole call with randomness"),
        ("CombineCall", "combine, whole call"),
    ];

    private static IEnumerable<Result> Sharing()
    {
        Run<SharingBench>(c => $"{c.Descriptor.WorkloadMethod.Name} {c.Parameters["Scheme"]} {c.Parameters["Plain"]}");
        foreach (string scheme in SharingBench.Schemes)
        {
            foreach ((string what, string words) in Kinds)
            {
                yield return new Result(
                    $"Shamir {words}, {scheme}, against plain scalar",
                    Fastest[$"{what} {scheme} False"],
                    Fastest[$"{what} {scheme} True"],
                    "ns",
                    TwentyTimes);
            }
        }
    }

    private static IEnumerable<Result> Barrier()
    {
        Run<BarrierBench>(c => $"{c.Descriptor.WorkloadMethod.Name} {c.Parameters["Size"]}");
        foreach (int size in BarrierBench.Sizes)
        {
            foreach (string what in (string[])["Encrypt", "Decrypt"])
            {
                yield return new Result(
                    $"barrier {what} of {size} bytes, against AesGcm alone",
                    Fastest[$"{what} {size}"],
                    Fastest[$"{what}Raw {size}"],
                    "ns",
                    1 / (size < 1024 ? 0.7 : 0.9));
            }
        }
    }

    private static void Run<TBench>(Func<BenchmarkCase, string> name)
    {
        // In this process: BenchmarkDotNet's own builds would fall under this repository's settings.
        ManualConfig config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default
                .WithToolchain(InProcessEmitToolchain.Instance)
                .WithWarmupCount(4)
                .WithIterationCount(20)
                .WithMinIterationTime(TimeInterval.FromMilliseconds(30)))
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(Directory.CreateTempSubdirectory("engine-benchmarks-").FullName);
        Summary summary = BenchmarkRunner.Run<TBench>(config);
        Directory.Delete(config.ArtifactsPath!, recursive: true);
        foreach (BenchmarkReport report in summary.Reports)
        {
            Fastest[name(report.BenchmarkCase)] = report.ResultStatistics?.Min
                ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} did not run");
        }
    }
}
