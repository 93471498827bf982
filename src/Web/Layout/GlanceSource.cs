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
    private readonly HashSet<CeremonyId> _open = [];
    private readonly IDisposable _subscription;
    private readonly TimeProvider _clock;
    private readonly Func<Task<Rights>> _ask;
    private VaultView? _vault;
    private Rights? _rights;

    public GlanceSource(IConsoleFeed feed, Watch watch, Permissions permissions, AuthenticationStateProvider session, TimeProvider clock)
    {
        _clock = clock;
        _ask = async () => await permissions.OfAsync(await session.PersonIdAsync(), CancellationToken.None);
        Values = new CascadingValueSource<Glance>(Glance.Unknown, isFixed: false);
        _subscription = feed.Subscribe(Follow); // Before the first look, so that nothing is missed in between.
        _ = LookAsync(watch);
    }

    /// <summary>What the layouts receive.</summary>
    public CascadingValueSource<Glance> Values { get; }

    public void Dispose() => _subscription.Dispose();

    private async Task LookAsync(Watch watch)
    {
        Rights rights = await _ask();
        VaultView vault = await watch.VaultAsync(CancellationToken.None);
        IReadOnlyList<CeremonyView> open = await watch.OpenCeremoniesAsync(CancellationToken.None);
        lock (_lock)
        {
            _rights = rights;
            _vault ??= vault;
            _open.UnionWith(open.Where(v => rights.May(ConsoleActs.Watch(v.Ceremony))).Select(v => v.Ceremony.Id));
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
                    _ = AskAgainAsync();
                    break;
                case CeremonyMoved { View.Ceremony: { IsOpen: true } ceremony }:
                    if (_rights?.May(ConsoleActs.Watch(ceremony)) is not true || !_open.Add(ceremony.Id))
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
    }

    // Whether the vault is sealed also decides which policies count.
    private async Task AskAgainAsync()
    {
        Rights rights = await _ask();
        lock (_lock)
        {
            _rights = rights;
        }

        Show();
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

    private Glance InWords() => _vault switch
    {
        null => Glance.Unknown,
        { Initialized: false } => new Glance(SealLook.Unknown, "Not initialised", null, _open.Count),
        { Sealed: true } => new Glance(SealLook.Sealed, "Sealed", null, _open.Count),
        { Key: { } key } when _rights?.May(ConsoleActs.ReadKeys) is true => new Glance(
            SealLook.Unsealed, "Unsealed", $"Key term {key.Term}, installed {MomentWords.Relative(key.InstallTime, _clock.GetUtcNow())}", _open.Count),
        _ => new Glance(SealLook.Unsealed, "Unsealed", null, _open.Count),
    };
}

/// <summary>Registers <see cref="GlanceSource"/>.</summary>
public static class GlanceSetup
{
    public static IServiceCollection AddGlance(this IServiceCollection services) => services
        .AddScoped<GlanceSource>()
        .AddCascadingValue(s => s.GetRequiredService<GlanceSource>().Values);
}
