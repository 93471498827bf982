using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Initialise;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Migrate;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Rekey;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Shares;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Ceremonies.Start;

/// <summary>An administrator plans an initialisation, a rekey, a migration of the seal or a root token, looks at it once more, and starts it.</summary>
public sealed partial class NewCeremonyPage(
    StartInitialise startInitialise,
    StartRekey startRekey,
    StartMigrate startMigrate,
    ManagePeople people,
    KeepPgpKey keys,
    IConsoleStore store,
    SealEngine engine,
    Watch watch,
    StepUp stepUp,
    AuthenticationStateProvider authentication,
    NavigationManager navigation) : ComponentBase
{
    private Draft _draft = new();
    private CeremonyKind _kind;
    private IReadOnlyList<Person> _people = [];
    private HashSet<PersonId> _withoutDevice = [];
    private ShareScheme? _current;
    private PgpKey? _myKey;
    private string _offered = SealStatus.Shamir;
    private StartGate? _gate;
    private Refusal? _refusal;
    private bool _ready;
    private bool _strict;
    private bool _reviewing;
    private bool _busy;

    /// <summary>"initialise", "rekey", "migrate" or "root"; without it, what is possible.</summary>
    [SupplyParameterFromQuery]
    public string? Kind { get; set; }

    private string Heading => (_kind, _draft.Target) switch
    {
        (CeremonyKind.Rekey, ShareTarget.Recovery) => _current is null ? "Make the first recovery shares" : "Rekey: replace the recovery shares",
        (CeremonyKind.Rekey, _) => "Rekey: replace the shares",
        (CeremonyKind.GenerateRoot, _) => "Make a root token",
        (CeremonyKind.Migrate, ShareTarget.Recovery) => "Let the seal provider open the vault",
        (CeremonyKind.Migrate, _) => "Let the holders open the vault",
        _ => "Initialise the vault",
    };

    private string Missing => _draft.IsComplete ? "" : "Something is still missing: look at what is marked above.";

    protected override async Task OnParametersSetAsync()
    {
        if (_busy)
        {
            return; // Started: the address is that of the ceremony by now.
        }

        VaultView vault = await watch.VaultAsync(CancellationToken.None);
        CeremonyKind kind = Kind switch
        {
            "initialise" => CeremonyKind.Initialise,
            "rekey" => CeremonyKind.Rekey,
            "migrate" => CeremonyKind.Migrate,
            "root" => CeremonyKind.GenerateRoot,
            _ => vault.Initialized ? CeremonyKind.Rekey : CeremonyKind.Initialise,
        };
        if (_ready && kind == _kind)
        {
            return; // Nothing typed is lost to a second visit of the same address.
        }

        _kind = kind;
        _current = vault.Scheme;
        _offered = vault.Offered;
        _gate = StartGate.Check(_kind, vault, (await watch.OpenCeremoniesAsync(CancellationToken.None)).Select(v => v.Ceremony));
        PersonId me = await authentication.PersonIdAsync();
        IReadOnlyList<Person> everybody = await people.ListAsync(me, CancellationToken.None);
        _people = [.. everybody.Where(CanHold)];
        _withoutDevice = await FindWithoutDeviceAsync();
        _myKey = everybody.FirstOrDefault(p => p.Id == me)?.Pgp;
        _draft = _kind switch
        {
            CeremonyKind.Rekey => await LikeTodayAsync(),
            CeremonyKind.Migrate or CeremonyKind.GenerateRoot => new Draft { ReasonOnly = true },
            _ => new Draft(),
        };
        _draft.Target = _kind switch
        {
            CeremonyKind.Initialise => vault.Offered == SealStatus.Shamir ? ShareTarget.Unseal : ShareTarget.Recovery,
            CeremonyKind.Migrate => vault.OpensItself ? ShareTarget.Unseal : ShareTarget.Recovery,
            _ => vault.OpensItself ? ShareTarget.Recovery : ShareTarget.Unseal,
        };
        _ready = true;
    }

    private static bool CanHold(Person person) => person.State is not PersonState.Removed && person.Roles.HasFlag(Roles.Holder);

    private async Task<HashSet<PersonId>> FindWithoutDeviceAsync()
    {
        HashSet<PersonId> without = [];
        foreach (Person person in _people)
        {
            if ((await store.ListDevicesAsync(person.Id, CancellationToken.None)).Count == 0)
            {
                without.Add(person.Id);
            }
        }

        return without;
    }

    // Most rekeys change one person: begin with the shares and the people of today.
    private async Task<Draft> LikeTodayAsync()
    {
        var draft = new Draft();
        if (_current is { } scheme)
        {
            (draft.Shares, draft.Threshold) = (scheme.Shares, scheme.Threshold);
        }

        Roster today = await new CurrentRoster(store, engine).ReadAsync(CancellationToken.None);
        draft.Holders.AddRange(today.Entries.Select(r => _people.FirstOrDefault(p => p.Id == r.Person)).OfType<Person>());
        return draft;
    }

    private async Task<Refusal?> GiveKeyAsync(Person person, byte[] key)
    {
        Refusal? refusal = (await keys.SaveAsync(await authentication.PersonIdAsync(), person.Id, key, CancellationToken.None)).Refusal;
        if (refusal is null)
        {
            _people = [.. (await people.ListAsync(await authentication.PersonIdAsync(), CancellationToken.None)).Where(CanHold)];
            _draft.Update(_people.Single(p => p.Id == person.Id));
        }

        return refusal;
    }

    private void Review()
    {
        _strict = true;
        _refusal = null;
        _reviewing = _draft.IsComplete;
    }

    private async Task StartAsync()
    {
        if (_busy)
        {
            return; // A double click starts once; another tab's is refused by the trip.
        }

        _busy = true;
        try
        {
            PersonId me = await authentication.PersonIdAsync();
            Outcome<Ceremony> outcome = await stepUp.RunAsync(() => _kind switch
            {
                CeremonyKind.Rekey => startRekey.RunAsync(me, _draft.ToOrder(), CancellationToken.None),
                CeremonyKind.Migrate => startMigrate.RunAsync(me, new MigrateOrder(_draft.Target, _draft.OpenFor, _draft.Reason), CancellationToken.None),
                _ => startInitialise.RunAsync(me, _draft.ToOrder(), CancellationToken.None),
            });
            if (outcome.TryGet(out Ceremony? started, out _refusal))
            {
                navigation.NavigateTo($"/ceremonies/{started.Id}");
                return; // Stays busy: this page is on its way out.
            }
        }
        finally
        {
            _busy = _refusal is null;
        }
    }
}
