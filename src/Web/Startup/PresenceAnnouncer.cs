using System.Threading.Channels;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;

namespace KeyCeremonyConsole.Web.Startup;

/// <summary>
/// Tells a ceremony's watchers who came and went, at most four times a second: a page that is loaded again is one
/// change to look at, not two.
/// </summary>
internal sealed class PresenceAnnouncer(Presence presence, Watch watch, TimeProvider time, ILogger<PresenceAnnouncer> log) : BackgroundService
{
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Channel<CeremonyId> _changed = Channel.CreateBounded<CeremonyId>(
        new BoundedChannelOptions(1024) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    // Subscribed before the host has started, so that nobody comes unseen.
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        presence.Changed += Note;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        presence.Changed -= Note;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _changed.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(Pause, time, stoppingToken);
                await AnnounceAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The console stops.
        }
    }

    private async Task AnnounceAsync()
    {
        HashSet<CeremonyId> moved = [];
        while (_changed.Reader.TryRead(out CeremonyId id))
        {
            moved.Add(id);
        }

        foreach (CeremonyId id in moved)
        {
            try
            {
                await watch.AnnouncePresenceAsync(id);
            }
            catch (Exception e) // Who is here is shown again at the next change.
            {
                log.LogError(e, "Telling who is at ceremony {Ceremony} failed.", id);
            }
        }
    }

    private void Note(CeremonyId id) => _changed.Writer.TryWrite(id);
}
