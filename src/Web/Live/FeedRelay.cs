using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using Microsoft.AspNetCore.SignalR;

namespace KeyCeremonyConsole.Web.Live;

/// <summary>Passes the console's feed on to the hub's groups, never an older snapshot after a newer one.</summary>
public sealed class FeedRelay(
    IConsoleFeed feed,
    Presence presence,
    IHubContext<CeremonyHub, ICeremonyClient> hub,
    TimeProvider clock,
    ILogger<FeedRelay> log) : BackgroundService
{
    // A client that does not read is dropped by the transport (HubLimits.Unread). Until then the others do not wait
    // for it longer than this at each step; what is sent to it stays in order all the same.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    // The empty id stands for the vault.
    private readonly NewestByKey<CeremonyId, ConsoleEvent> _waiting = new(VersionOf);
    private readonly Dictionary<CeremonyId, int> _sent = []; // One number for each ceremony that moved since the start.
    private IDisposable? _subscription;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = feed.Subscribe(moved =>
        {
            // What else moves is for the pages alone.
            if (moved is CeremonyMoved or VaultMoved)
            {
                _waiting.Put(KeyOf(moved), moved);
            }
        });
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _subscription?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (ConsoleEvent moved in _waiting.ReadAsync(stoppingToken))
        {
            await PassOnAsync(moved);
        }
    }

    private async Task PassOnAsync(ConsoleEvent moved)
    {
        try
        {
            await SendAsync(moved).WaitAsync(Patience, clock);
        }
        catch (TimeoutException)
        {
            log.LogInformation("A hub client does not read what it is sent.");
        }
        catch (Exception e)
        {
            log.LogWarning(e, "A step could not be told to the hub's clients. They see the next one.");
        }
    }

    private Task SendAsync(ConsoleEvent moved) => moved switch
    {
        VaultMoved vault => Task.WhenAll(
            hub.Clients.Group(CeremonyHub.WithKey).VaultMoved(VaultProgress.Of(vault.View, withKey: true)),
            hub.Clients.Group(CeremonyHub.WithoutKey).VaultMoved(VaultProgress.Of(vault.View, withKey: false))),
        CeremonyMoved ceremony => SendAsync(ceremony.View),
        _ => Task.CompletedTask,
    };

    private Task SendAsync(CeremonyView view)
    {
        CeremonyId id = view.Ceremony.Id;
        if (_sent.GetValueOrDefault(id) > view.Ceremony.Version)
        {
            return Task.CompletedTask; // Somebody came or went while the newer one was stored; that one tells both.
        }

        _sent[id] = view.Ceremony.Version;

        // Who is here is asked anew: of two announcements of one version, either may come first.
        return hub.Clients.Group(CeremonyHub.GroupOf(id)).CeremonyMoved(CeremonyProgress.Of(view with { Here = presence.At(id) }));
    }

    private static CeremonyId KeyOf(ConsoleEvent moved) => moved is CeremonyMoved { View.Ceremony.Id: var id } ? id : default;

    private static int VersionOf(ConsoleEvent moved) => moved is CeremonyMoved { View.Ceremony.Version: int version } ? version : 0;
}
