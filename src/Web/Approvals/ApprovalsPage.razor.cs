using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Approvals;

/// <summary>What one administrator wants done and another is to confirm, as it comes in; and whether two must agree at all.</summary>
public sealed partial class ApprovalsPage(
    DecideProposals decide,
    SetFourEyes fourEyes,
    IConsoleStore store,
    IConsoleFeed feed,
    StepUp stepUp,
    AuthenticationStateProvider authentication,
    NavigationManager navigation,
    TimeProvider clock) : FollowingPage(feed)
{
    private const int DecidedShown = 10;

    private IReadOnlyList<Proposal>? _open;
    private IReadOnlyList<Proposal> _decided = [];
    private PersonId _me;
    private bool _isOn;
    private int _able;
    private Refusal? _refusal;

    private DateTimeOffset Now => clock.GetUtcNow();

    private string Said => _open?.Count(p => p.By != _me) switch
    {
        null or 0 => "Nothing waits for you.",
        1 => "One proposal waits for you.",
        var many => $"{many} proposals wait for you.",
    };

    protected override async Task OnInitializedAsync()
    {
        _me = await authentication.PersonIdAsync();
        await base.OnInitializedAsync();
    }

    protected override bool Concerns(ConsoleEvent moved) => moved is ProposalsMoved;

    protected override async Task LookAsync()
    {
        _isOn = await FourEyesRule.IsOnAsync(store, CancellationToken.None);
        _able = FourEyesRule.Able(await store.ListPeopleAsync(CancellationToken.None)).Count();
        _decided = await store.ListDecidedProposalsAsync(DecidedShown, CancellationToken.None);
        _open = [.. (await store.ListOpenProposalsAsync(CancellationToken.None)).Where(p => p.IsOpen(Now))];
    }

    private async Task<Refusal?> ConfirmAsync(Proposal proposal)
    {
        Outcome<Confirmed> outcome = await stepUp.RunAsync(() => decide.ConfirmAsync(_me, proposal.Id, proposal.Fingerprint.Full, CancellationToken.None));
        if (outcome.TryGet(out Confirmed? done, out Refusal? refusal) && done.Ceremony is { } ceremony)
        {
            navigation.NavigateTo($"/ceremonies/{ceremony}");
        }

        return refusal;
    }

    private async Task<Refusal?> RefuseAsync(Proposal proposal, string reason) =>
        (await stepUp.RunAsync(() => decide.RefuseAsync(_me, proposal.Id, reason, CancellationToken.None))).Refusal;

    private async Task<Refusal?> WithdrawAsync(Proposal proposal) => (await decide.WithdrawAsync(_me, proposal.Id, CancellationToken.None)).Refusal;

    private async Task<Refusal?> ExplainAsync(Proposal proposal, string why) => (await decide.ExplainAsync(_me, proposal.Id, why, CancellationToken.None)).Refusal;

    private async Task SwitchOnAsync() => _refusal = (await stepUp.RunAsync(() => fourEyes.OnAsync(_me, CancellationToken.None))).Refusal;

    private async Task SwitchOffAsync() => _refusal = (await stepUp.RunAsync(() => fourEyes.OffAsync(_me, CancellationToken.None))).Refusal;

    private string Who(PersonId id, string name) => id == _me ? "you" : name;

    private string Outcome(Proposal p) => p.State switch
    {
        ProposalState.Confirmed => $"confirmed by {Who(p.DecidedBy!.Value, p.DecidedByName!)}",
        ProposalState.Refused => $"refused by {Who(p.DecidedBy!.Value, p.DecidedByName!)}",
        ProposalState.Withdrawn => "taken back",
        _ => "expired",
    };
}
