using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using KeyCeremonyConsole.Engine.Benchmarks;

ManualConfig config = ManualConfig.CreateEmpty()
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(10)
        .WithMinIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(40)))
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddLogger(ConsoleLogger.Default)
    .WithArtifactsPath(Directory.CreateTempSubdirectory().FullName);
Summary s1 = BenchmarkRunner.Run(args[0] == "b" ? typeof(BarrierBench) : typeof(SharingBench), config);
foreach (BenchmarkReport r in s1.Reports)
{
    Console.WriteLine($"{r.BenchmarkCase.Descriptor.WorkloadMethod.Name} {r.BenchmarkCase.Parameters.DisplayInfo} min {r.ResultStatistics?.Min:0.0} median {r.ResultStatistics?.Median:0.0} alloc {r.GcStats.GetBytesAllocatedPerOperation(r.BenchmarkCase)}");
}
