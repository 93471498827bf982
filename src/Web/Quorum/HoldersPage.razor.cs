using System.Globalization;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Mail;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Quorum;

/// <summary>Who holds a share of the current set, who can be counted on, and what to do about those who cannot.</summary>
public sealed partial class HoldersPage(
    ReadReadiness readReadiness,
    NoteAbsence noteAbsence,
    SetProofPolicy setProofPolicy,
    Watch watch,
    IConsoleFeed feed,
    AuthenticationStateProvider authentication,
    StepUp stepUp,
    SendMail mail,
    NavigationManager navigation,
    Permissions permissions,
    IDialogService dialogs,
    TimeProvider clock) : FollowingPage(feed)
{
    private static readonly DialogOptions Narrow = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    private Readiness? _readiness;
    private VaultView? _vault;
    private Rights? _rights;
    private Refusal? _refusal;
    private string _days = "";
    private string? _policyProblem;

    protected override async Task OnInitializedAsync()
    {
        _rights = await permissions.OfAsync(await authentication.PersonIdAsync(), CancellationToken.None);
        await base.OnInitializedAsync();
        _days = _readiness?.Policy.Text ?? "";
    }

    protected override bool Concerns(ConsoleEvent moved) => moved is not ReencryptionMoved;

    protected override async Task LookAsync()
    {
        Readiness? readiness = await readReadiness.RunAsync(CancellationToken.None);
        VaultView vault = await watch.VaultAsync(CancellationToken.None);
        (_vault, _readiness) = (vault, readiness); // Together: what shows the one asks the other.
    }

    private bool May(Act act) => _rights!.May(act);

    private string Shown(HolderStanding holder) => ReadinessWords.Proof(holder, clock.GetUtcNow());

    private async Task AskAsync(HolderStanding holder) => await dialogs.ShowAsync<AbsenceDialog>($"{holder.Entry.Name} cannot take part?", new DialogParameters<AbsenceDialog>
    {
        { d => d.Name, holder.Entry.Name },
        { d => d.Means, ReadinessWords.Without(_readiness!, holder) },
        { d => d.Note, kind => NoteAsync(holder, kind) },
    }, Narrow);

    private async Task<Refusal?> NoteAsync(HolderStanding holder, AbsenceKind? kind)
    {
        Outcome<Done> outcome = await stepUp.RunAsync(async () => await noteAbsence.RunAsync(
            await authentication.PersonIdAsync(), holder.Entry.Set, holder.Entry.Number, kind, CancellationToken.None));
        return _refusal = outcome.Refusal;
    }

    private async Task<Outcome<Posted>> RemindAsync() =>
        await mail.RemindDueAsync(await authentication.PersonIdAsync(), navigation.ToAbsoluteUri("shares"), CancellationToken.None);

    private async Task SetPolicyAsync()
    {
        int days = int.TryParse(_days.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int typed) ? typed : 0;
        _policyProblem = (await stepUp.RunAsync(async () =>
            await setProofPolicy.RunAsync(await authentication.PersonIdAsync(), new ProofPolicy(days), CancellationToken.None))).Refusal?.Message;
    }
}
