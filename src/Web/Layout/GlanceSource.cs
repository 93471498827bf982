using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Look;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Layout;

/// <summary>Keeps the pill and the menu of one circuit up to date; cascades to the layouts.</summary>
public sealed class GlanceSource : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CeremonyId, Ceremony> _open = [];
    private readonly IDisposable _subscription;
    private readonly Permissions _permissions;
    private readonly AuthenticationStateProvider _session;
    private readonly TimeProvider _clock;
    private VaultView? _vault;
    private Rights? _rights; // Null until it is known who looks: then nothing is shown that needs a right.

    public GlanceSource(IConsoleFeed feed, Watch watch, Permissions permissions, AuthenticationStateProvider session, TimeProvider clock)
    {
        (_permissions, _session, _clock) = (permissions, session, clock);
        Values = new CascadingValueSource<Glance>(Glance.Unknown, isFixed: false);
        _subscription = feed.Subscribe(Follow); // Before the first look, so that nothing is missed in between.
        session.AuthenticationStateChanged += OnSignedIn;
        _ = LookAsync(watch);
    }

    /// <summary>What the layouts receive.</summary>
    public CascadingValueSource<Glance> Values { get; }

    public void Dispose()
    {
        _session.AuthenticationStateChanged -= OnSignedIn;
        _subscription.Dispose();
    }

    private async Task LookAsync(Watch watch)
    {
        VaultView vault = await watch.VaultAsync(CancellationToken.None);
        IReadOnlyList<CeremonyView> open = await watch.OpenCeremoniesAsync(CancellationToken.None);
        lock (_lock)
        {
            _vault ??= vault;
            foreach (CeremonyView view in open)
            {
                _open.TryAdd(view.Ceremony.Id, view.Ceremony);
            }
        }

        Show();
        try
        {
            await AskAsync(_session.GetAuthenticationStateAsync());
        }
        catch (InvalidOperationException)
        {
            // A circuit learns a moment later who looks: OnSignedIn follows.
        }
    }

    private void OnSignedIn(Task<AuthenticationState> state) => _ = AskAsync(state);

    private async Task AskAsync(Task<AuthenticationState> state)
    {
        Rights rights = await _permissions.OfAsync((await state).User.Id(), CancellationToken.None);
        lock (_lock)
        {
            _rights = rights;
        }

        Show();
    }

    private void Follow(ConsoleEvent moved)
    {
        lock (_lock)
        {
            switch (moved)
            {
                case VaultMoved vault:
                    _vault = vault.View;
                    break;
                case CeremonyMoved { View.Ceremony: { IsOpen: true } ceremony }:
                    if (!_open.TryAdd(ceremony.Id, ceremony))
                    {
                        return;
                    }

                    break;
                case CeremonyMoved { View.Ceremony: { } ceremony }:
                    if (!_open.Remove(ceremony.Id))
                    {
                        return;
                    }

                    break;
                default:
                    return;
            }
        }

        Show();
        if (moved is VaultMoved && _rights is not null)
        {
            _ = AskAsync(_session.GetAuthenticationStateAsync()); // Whether the vault is sealed also decides which policies count.
        }
    }

    private void Show()
    {
        Glance glance;
        lock (_lock)
        {
            glance = InWords();
        }

        _ = Values.NotifyChangedAsync(glance);
    }

    private int Open => _rights is { } rights ? _open.Values.Count(c => rights.May(ConsoleActs.Watch(c))) : 0;

    private Glance InWords() => _vault switch
    {
        null => Glance.Unknown,
        { Initialized: false } => new Glance(SealLook.Unknown, "Not initialised", null, Open),
        { Sealed: true } => new Glance(SealLook.Sealed, "Sealed", null, Open),
        { Key: { } key } when _rights?.May(ConsoleActs.ReadKeys) is true => new Glance(
            SealLook.Unsealed, "Unsealed", $"Key term {key.Term}, installed {MomentWords.Relative(key.InstallTime, _clock.GetUtcNow())}", Open),
        _ => new Glance(SealLook.Unsealed, "Unsealed", null, Open),
    };
}

/// <summary>Registers <see cref="GlanceSource"/>.</summary>
public static class GlanceSetup
{
    public static IServiceCollection AddGlance(this IServiceCollection services) => services
        .AddScoped<GlanceSource>()
        .AddCascadingValue(s => s.GetRequiredService<GlanceSource>().Values);
}
