using KeyCeremonyConsole.Crash.Tests;

// The tests start this very program as the process that they kill or look into.
return args is [Victim.Command, .. string[] rest] ? await Victim.RunAsync(rest)
    : args is [Keeper.Command, .. string[] more] ? await Keeper.RunAsync(more)
    : args.Contains("--server") || args.Contains("--internal-msbuild-node")
        ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
        : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
