using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Web.Startup;
using KeyCeremonyConsole.Web.Tests.Keys;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Startup;

public sealed class ReencryptionWorkerTests : OpenVaultTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_server_does_the_work_also_after_a_batch_that_failed(bool fails)
    {
        await OpenAsync();
        Assert.Null((await RotateKeyring.RunAsync(Ada.Id, "", Cancel)).Refusal);
        Assert.Null((await Reencrypt.StartAsync(Ada.Id, Cancel)).Refusal);
        int failures = 0;
        Console.Store.BeforeCommit = _ =>
        {
            Console.Store.BeforeCommit = null;
            return fails && ++failures > 0 ? throw new IOException("The disk is full.") : Task.CompletedTask;
        };
        using var worker = new ReencryptionWorker(Batch, Console.Clock, NullLogger<ReencryptionWorker>.Instance);
        await worker.StartAsync(Cancel);

        while (await Console.Store.FindReencryptionAsync(Cancel) is { IsOpen: true })
        {
            Console.Clock.Advance(ReencryptionWorker.Idle);
            await Task.Yield();
        }

        await worker.StopAsync(Cancel);
        Assert.Equal(fails ? 1 : 0, failures);
        Assert.Equal(1, (await Console.Store.FindReencryptionAsync(Cancel))!.Done);
    }
}
