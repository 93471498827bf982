using KeyCeremonyConsole.Ceremonies.Rotate;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>Does the batches of a running re-encryption, one after the other, at a pace that leaves room for everybody else.</summary>
internal sealed class ReencryptionWorker(ReencryptBatch batch, TimeProvider time, ILogger<ReencryptionWorker> log) : BackgroundService
{
    /// <summary>How long it looks away when there is nothing to do.</summary>
    internal static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);

    // As long a pause as a batch took: at most half of the one writer that the database has.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            long begun = time.GetTimestamp();
            bool more = await WorkAsync(stoppingToken);
            TimeSpan took = time.GetElapsedTime(begun);
            try
            {
                await Task.Delay(!more ? Idle : took > ShortestPause ? took : ShortestPause, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<bool> WorkAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await batch.RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) // A full disk now must not end the re-encryption for good.
        {
            log.LogError(e, "A batch of the re-encryption failed; it is tried again.");
            return false;
        }
    }
}
