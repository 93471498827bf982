using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>Open ceremonies with their bars, and the records of past ones, newest first.</summary>
public sealed partial class CeremoniesPage(
    Watch watch, IConsoleFeed feed, IConsoleStore store, Permissions permissions, AuthenticationStateProvider authentication) : ComponentBase, IDisposable
{
    private const int PageSize = 25;

    private readonly Dictionary<CeremonyId, Ceremony> _open = [];
    private List<Ceremony>? _past;
    private Ceremony? _oldest; // Of those that were looked at; not all of them may be shown.
    private bool _more;
    private VaultView? _vault;
    private Rights? _rights;
    private IDisposable? _subscription;

    public void Dispose() => _subscription?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        _subscription = feed.Subscribe(moved => _ = InvokeAsync(() => Follow(moved)));
        _rights = await permissions.OfAsync(await authentication.PersonIdAsync(), CancellationToken.None);
        _vault = await watch.VaultAsync(CancellationToken.None);
        foreach (CeremonyView open in await watch.OpenCeremoniesAsync(CancellationToken.None))
        {
            Take(open.Ceremony);
        }

        _past ??= [];
        await OlderAsync();
    }

    // By key, not by offset: as fast on the last page as on the first.
    private async Task OlderAsync()
    {
        IReadOnlyList<Ceremony> older = await store.ListEndedCeremoniesAsync(_oldest, PageSize, CancellationToken.None);
        _oldest = older.Count == 0 ? _oldest : older[^1];
        _past!.AddRange(older.Where(c => MayWatch(c) && _past.TrueForAll(shown => shown.Id != c.Id)));
        _more = older.Count == PageSize;
    }

    private void Follow(ConsoleEvent moved)
    {
        if (_rights is null)
        {
            return; // The first look is still to come, and sees what moved.
        }

        if (moved is VaultMoved vault)
        {
            _vault = vault.View;
        }
        else if (moved is CeremonyMoved ceremony)
        {
            Take(ceremony.View.Ceremony);
        }

        StateHasChanged();
    }

    private bool MayWatch(Ceremony c) => _rights!.May(ConsoleActs.Watch(c));

    private void Take(Ceremony c)
    {
        if (!MayWatch(c) || c.Version < (_open.GetValueOrDefault(c.Id)?.Version ?? 0))
        {
            return;
        }

        if (c.IsOpen)
        {
            _open[c.Id] = c;
        }
        else if (_open.Remove(c.Id) && _past is not null)
        {
            _past.Insert(0, c);
        }
    }
}
