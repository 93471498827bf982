using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Mail;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Look;
using KeyCeremonyConsole.Web.Witness;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>One ceremony as it happens, for everyone: organiser, holder, witness.</summary>
public sealed partial class CeremonyLive(
    Watch watch,
    IConsoleFeed feed,
    Presence presence,
    EndCeremony endCeremony,
    StepUp stepUp,
    SendMail mail,
    Permissions permissions,
    AuthenticationStateProvider authentication,
    NavigationManager navigation,
    IDialogService dialogs,
    TimeProvider clock) : ComponentBase, IDisposable
{
    /// <summary>How often words such as "in 5 minutes" are made anew.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);

    private CeremonyView? _view;
    private VaultView? _vault;
    private PersonId _me;
    private Rights? _rights;
    private bool _missing;
    private bool _hidden;
    private bool _both;
    private CeremonyId? _unseal;
    private IDisposable? _subscription;
    private IDisposable? _stay;
    private ITimer? _timer;

    [Parameter, EditorRequired]
    public required CeremonyId Id { get; set; }

    private DateTimeOffset Now => clock.GetUtcNow();

    private string? UnsealHref => _unseal is { } id ? $"/ceremonies/{id}" : null;

    public void Dispose()
    {
        _subscription?.Dispose();
        _stay?.Dispose();
        _timer?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _subscription = feed.Subscribe(moved => _ = InvokeAsync(() => Follow(moved)));
        _me = await authentication.PersonIdAsync();
        _rights = await permissions.OfAsync(_me, CancellationToken.None);
        Take(await watch.VaultAsync(CancellationToken.None));
        foreach (CeremonyView open in await watch.OpenCeremoniesAsync(CancellationToken.None))
        {
            Take(open);
        }

        if (await watch.CeremonyAsync(Id, CancellationToken.None) is { } view)
        {
            Take(view);
        }

        _missing = _view is null;
        _hidden = _view is { } seen && !_rights.May(ConsoleActs.Watch(seen.Ceremony));
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (_view is not null && _rights is not null && !_hidden && _stay is null)
        {
            _stay = presence.Enter(Id, _me);
            _timer = clock.CreateTimer(_ => _ = InvokeAsync(StateHasChanged), null, Tick, Tick);
        }
    }

    private void Follow(ConsoleEvent moved)
    {
        if (moved is VaultMoved vault)
        {
            Take(vault.View);
        }
        else if (moved is CeremonyMoved ceremony)
        {
            Take(ceremony.View);
        }

        StateHasChanged();
    }

    private void Take(VaultView vault) => _vault = vault;

    private void Take(CeremonyView view)
    {
        if (view.Ceremony.Kind is CeremonyKind.Unseal && (view.Ceremony.IsOpen || view.Ceremony.Id == _unseal))
        {
            _unseal = view.Ceremony.IsOpen ? view.Ceremony.Id : null;
        }

        // A snapshot that was taken before the one on the screen is old news.
        if (view.Ceremony.Id == Id && view.Ceremony.Version >= (_view?.Ceremony.Version ?? 0))
        {
            _view = view;
        }
    }

    private string Over(Ceremony c) =>
        $"{CeremonyWords.Kind(c.Kind)}. Started by {(c.StartedBy == _me ? "you" : c.StartedByName)}, {MomentWords.Plain(c.StartedAt, Now)}";

    private Task<Outcome<Posted>> RemindAsync() =>
        mail.RemindOfCeremonyAsync(_me, Id, navigation.ToAbsoluteUri($"ceremonies/{Id}"), CancellationToken.None);

    private async Task WitnessAsync() => await dialogs.ShowAsync<WitnessDialog>("Let others watch", new DialogParameters<WitnessDialog>
    {
        { d => d.Id, Id },
        { d => d.CeremonyIsOpen, _view!.Ceremony.IsOpen },
    });

    private async Task InviteAsync() => await dialogs.ShowAsync<InviteDialog>("Invite people to this ceremony", new DialogParameters<InviteDialog>
    {
        { d => d.Link, navigation.ToAbsoluteUri($"join/{Id}").ToString() },
    });

    private async Task EndAsync() => await dialogs.ShowAsync<EndDialog>(EndDialog.Title(_view!.Ceremony), new DialogParameters<EndDialog>
    {
        { d => d.Ceremony, _view.Ceremony },
        { d => d.End, EndAsync },
    });

    private async Task<Refusal?> EndAsync(string reason) =>
        (await stepUp.RunAsync(async () => await endCeremony.CancelAsync(await authentication.PersonIdAsync(), Id, reason, CancellationToken.None))).Refusal;
}
