using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.Seal;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Unseal;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Ceremonies;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Shares;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Dashboard;

/// <summary>What state the vault is in, what is happening, and what it wants from whoever looks.</summary>
public sealed partial class DashboardPage(
    Watch watch,
    IConsoleFeed feed,
    IConsoleStore store,
    SealEngine engine,
    ManagePeople people,
    ReadReadiness readReadiness,
    SealVault sealVault,
    AutoUnseal autoUnseal,
    Permissions permissions,
    StepUp stepUp,
    AuthenticationStateProvider authentication,
    IDialogService dialogs,
    TimeProvider clock) : ComponentBase, IDisposable
{
    /// <summary>With fewer people to choose from, adding some comes before initialising.</summary>
    private const int FewestHolders = 2;

    private readonly MyShares _shares = new(store, engine);
    private readonly Dictionary<CeremonyId, Ceremony> _open = [];
    private VaultView? _vault;
    private Ceremony? _dealt;
    private Readiness? _readiness;
    private IReadOnlyList<Proposal> _proposals = [];
    private PersonId _me;
    private Rights? _rights;
    private int _holders;
    private IReadOnlyList<Need> _needs = [];
    private IDisposable? _subscription;

    public void Dispose() => _subscription?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        _subscription = feed.Subscribe(moved => _ = InvokeAsync(() => FollowAsync(moved)));
        _me = await authentication.PersonIdAsync();
        _rights = await permissions.OfAsync(_me, CancellationToken.None);
        _holders = (await people.ListAsync(_me, CancellationToken.None)).Count(p => p.State is not PersonState.Removed && p.Roles.HasFlag(Roles.Holder));
        foreach (CeremonyView open in await watch.OpenCeremoniesAsync(CancellationToken.None))
        {
            Take(open.Ceremony);
        }

        VaultView vault = await watch.VaultAsync(CancellationToken.None);
        await LookForSharesAsync();
        await LookForProposalsAsync();
        _vault = vault;
        _needs = Needs();
    }

    private bool May(Act act) => _rights?.May(act) is true;

    private async Task FollowAsync(ConsoleEvent moved)
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
            await (ceremony.View.Ceremony.IsOpen ? Task.CompletedTask : LookForSharesAsync());
        }
        else if (moved is HoldersMoved)
        {
            await LookForSharesAsync();
        }
        else if (moved is ProposalsMoved)
        {
            await LookForProposalsAsync();
        }
        else
        {
            return;
        }

        _needs = Needs();
        StateHasChanged();
    }

    private void Take(Ceremony c)
    {
        if (!c.IsOpen || !May(ConsoleActs.Watch(c)))
        {
            _open.Remove(c.Id);
        }
        else if (c.Version >= (_open.GetValueOrDefault(c.Id)?.Version ?? 0))
        {
            _open[c.Id] = c;
        }
    }

    // A share can wait to be collected after its ceremony has ended.
    private async Task LookForSharesAsync()
    {
        _dealt = (await _shares.ReadAsync(_me, CancellationToken.None)).Dealt;
        _readiness = await readReadiness.RunAsync(CancellationToken.None);
    }

    private async Task LookForProposalsAsync() => _proposals = May(ConsoleActs.ConfirmProposal)
        ? [.. (await store.ListOpenProposalsAsync(CancellationToken.None)).Where(p => p.By != _me && p.IsOpen(clock.GetUtcNow()))]
        : [];

    private IReadOnlyList<Need> Needs() =>
    [
        .. _proposals.Select(Need.Of),
        .. _open.Values.Concat(_dealt is { IsOpen: false } ? [_dealt] : []).Select(c => Need.Of(c, _me)).OfType<Need>(),
        .. _readiness?.Holders.Where(h => h.Entry.Person == _me).Select(h => Need.Of(h, _vault?.Initialized is true && _open.Count == 0, clock.GetUtcNow())).OfType<Need>() ?? [],
        .. May(ConsoleActs.StartInitialise) && _vault is { Initialized: false } && _open.Count == 0
            ? [_holders < FewestHolders
                ? new Need("Add the people who will hold a share", "Then the vault can be initialised, and each of them gets one.", "/people", "Add people")
                : new Need("Initialise the vault", "It has no keys yet. Choose who holds its shares.", "/ceremonies/new?kind=initialise", "Initialise the vault")]
            : Array.Empty<Need>(),
    ];

    private string Headline(VaultView vault) => (vault, _open.Values.FirstOrDefault(c => c.Kind is CeremonyKind.Unseal)) switch
    {
        ({ Initialized: true, Sealed: true, OpensItself: true }, _) => vault.Provider switch
        {
            { Held: true } => "The vault is sealed until somebody opens it",
            { Problem: not null } => "The vault is sealed: its seal provider does not answer",
            _ => "The vault is being opened",
        },
        ({ Initialized: false }, _) => _open.Count == 0 ? "The vault is not initialised" : "The vault is being initialised",
        ({ Sealed: false }, _) => "The vault is open",
        (_, { } unseal) => unseal.Received == 0 ? $"The vault is sealed: {unseal.Required} holders open it" : $"The vault is sealed: {unseal.Received} of {unseal.Required} shares are in",
        _ => "The vault is sealed",
    };

    private string Said(VaultView vault) =>
        string.Join(' ', [$"{Headline(vault)}.", .. _open.Values.Where(c => c.Kind is not CeremonyKind.Unseal).Select(c => Progress.Of(c).Sentence)]);

    private string Idle(VaultView vault) => (vault, _open.Count) switch
    {
        ({ Initialized: false }, 0) => "Nothing yet. An administrator must initialise the vault; then its holders collect their shares.",
        ({ Initialized: false }, _) => "Nothing. The holders named below collect and prove their shares.",
        ({ Sealed: true, OpensItself: true, Provider.Held: true }, _) => "Nothing. An administrator has the seal provider open the vault, or enough of its holders do.",
        ({ Sealed: true, OpensItself: true }, _) => May(ConsoleActs.OpenByProvider) ? "Nothing but what stands below about the seal provider." : "Nothing. The seal provider opens the vault; an administrator can look after it.",
        ({ Sealed: true }, _) => "Nothing. The vault opens when enough of its holders have submitted their shares.",
        _ => "Nothing. Everything is in order.",
    };

    private async Task<Refusal?> TryNowAsync() =>
        (await stepUp.RunAsync(async () => await autoUnseal.TryNowAsync(await authentication.PersonIdAsync(), CancellationToken.None))).Refusal;

    private async Task SealAsync() => await dialogs.ShowAsync<SealDialog>("Seal the vault?", new DialogParameters<SealDialog>
    {
        { d => d.Threshold, _vault?.Scheme?.Threshold ?? 0 },
        { d => d.OpensItself, _vault?.OpensItself is true },
        { d => d.Seal, SealNowAsync },
    });

    private async Task<Refusal?> SealNowAsync() =>
        (await stepUp.RunAsync(async () => await sealVault.RunAsync(await authentication.PersonIdAsync(), CancellationToken.None))).Refusal;
}
