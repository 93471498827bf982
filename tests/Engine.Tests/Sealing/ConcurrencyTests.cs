using System.Collections.Concurrent;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;
using KeyCeremonyConsole.Engine.Tests.Doubles;
using static KeyCeremonyConsole.Engine.Tests.Doubles.TestVault;

namespace KeyCeremonyConsole.Engine.Tests.Sealing;

public sealed class ConcurrencyTests
{
    private const int Rounds = 25;
    private const int Workers = 4;

    // Workers encrypt and read all the time, while the owner rotates, rekeys, reserves, seals and
    // unseals. They may see "sealed" and "nothing reserved"; anything else is a bug.
    [Fact]
    public async Task Readers_and_writers_go_on_while_keys_come_and_go()
    {
        using TestVault vault = await UnsealedAsync(2, 2);
        await vault.PutAsync("shared", "text of the first term");
        var unexpected = new ConcurrentQueue<Exception>();
        using var done = new CancellationTokenSource();
        long[] work = new long[Workers];
        Task[] workers =
        [
            .. Enumerable.Range(0, Workers).Select(worker => Task.Factory.StartNew(
                () => Work(vault, ref work[worker], unexpected, done.Token),
                Ct, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
        ];
        SpinWait.SpinUntil(() => Enumerable.Range(0, Workers).All(i => Interlocked.Read(ref work[i]) > 0));

        for (int round = 0; round < Rounds; round++)
        {
            await vault.ReserveAsync();
            await vault.RotateAsync();
            vault.Shares = await vault.DealAsync(2, 2, RekeyEffect.AtOnce);
            await vault.PersistCountsAsync();
            vault.Engine.Seal();
            await vault.UnsealAsync(vault.Shares);
        }

        await done.CancelAsync();
        await Task.WhenAll(workers);
        Assert.Empty(unexpected);
        Assert.Equal("text of the first term", vault.Get("shared"));
        Assert.Equal(Rounds + 1, vault.Engine.ReadKeyStatus().Term);
    }

    [Fact]
    public async Task Each_ticket_is_given_out_once()
    {
        using TestVault vault = await UnsealedAsync();
        await vault.ReserveAsync();
        int given = 0;

        await Parallel.ForAsync(0, 1000, Ct, (_, _) =>
        {
            if (vault.Engine.TryEncrypt("a", [1], out RecordChange? _))
            {
                Interlocked.Increment(ref given);
            }

            return ValueTask.CompletedTask;
        });

        Assert.Equal(SealEngine.ReservationBlock, given);
        Assert.Equal(2 + SealEngine.ReservationBlock, vault.Engine.ReadKeyStatus().Encryptions);
    }

    private static void Work(
        TestVault vault, ref long work, ConcurrentQueue<Exception> unexpected, CancellationToken done)
    {
        byte[] text = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];
        while (!done.IsCancellationRequested)
        {
            Interlocked.Increment(ref work);
            try
            {
                Assert.Equal("text of the first term", vault.Get("shared"));
                Assert.NotEmpty(vault.Engine.ReadTerms());
                if (vault.Engine.TryEncrypt("mine", text, out RecordChange? change))
                {
                    using SecretBytes read = vault.Engine.Decrypt("mine", change.Value);
                    Assert.Equal(text, read.Open());
                }
            }
            catch (EngineException e) when (e.Fault == EngineFault.Sealed)
            {
                // Expected, and counted as work.
            }
#pragma warning disable CA1031 // Whatever it is, the test has to show it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                unexpected.Enqueue(e);
                return;
            }
        }
    }
}
