using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Live;
using KeyCeremonyConsole.Web.Look;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Shares;

/// <summary>The shares that the signed-in person holds, and what waits for them.</summary>
public sealed partial class SharesPage(
    IConsoleStore store, SealEngine engine, Watch watch, IConsoleFeed feed, AuthenticationStateProvider authentication) : FollowingPage(feed)
{
    private readonly MyShares _shares = new(store, engine);
    private Holding? _mine;
    private PersonId _me;
    private IReadOnlyList<Need> _needs = [];
    private IReadOnlyList<Ceremony> _coming = [];

    private string HowToGetOne => _mine?.Roster.Set is null
        ? "The vault is not initialised yet. Shares are made then, and again at every rekey."
        : "Shares are made at the initialisation and at every rekey. An administrator chooses their holders.";

    protected override async Task OnInitializedAsync()
    {
        _me = await authentication.PersonIdAsync();
        await base.OnInitializedAsync();
    }

    protected override bool Concerns(ConsoleEvent moved) => moved is not ReencryptionMoved;

    protected override async Task LookAsync()
    {
        Holding mine = await _shares.ReadAsync(_me, CancellationToken.None);
        IReadOnlyList<CeremonyView> open = await watch.OpenCeremoniesAsync(CancellationToken.None);
        _needs =
        [
            .. open.Select(v => v.Ceremony)
                .Concat(mine.Dealt is { IsOpen: false } dealt ? [dealt] : [])
                .Select(c => Need.Of(c, _me))
                .OfType<Need>(),
        ];
        _coming = [.. mine.Coming.Where(c => Need.Of(c, _me) is null || c.Find(_me, Part.Submitter) is not null && c.Stage is CeremonyStage.Collecting)];
        _mine = mine;
    }

    private static string Means(Roster roster) => roster is { Target: ShareTarget.Recovery, Scheme: { } recovery }
        ? recovery.Shares > 1 ? $"A recovery share: any {recovery.Threshold} of {recovery.Shares} authorise a change" : "A recovery share: it alone authorises a change"
        : roster.Scheme is { Shares: > 1 } scheme
        ? $"Any {scheme.Threshold} of {scheme.Shares} open the vault"
        : "It alone opens the vault";

    private (string Text, StandingKind Kind) Standing(Holding mine) => mine.Dealt?.Find(_me, Part.Recipient) switch
    {
        { ProvedAt: not null } => ("proved", StandingKind.Done),
        { LostAt: not null } => ("reported lost", StandingKind.Refused),
        { StoredAt: not null } => ("stored", StandingKind.Active),
        { RevealedAt: not null } => ("shown", StandingKind.Active),
        { RevealedAt: null } => ("not collected", StandingKind.Waiting),
        _ => ("yours", StandingKind.Muted),
    };
}
