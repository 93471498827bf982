using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>The active key, the history of all keys, and the button that adds one.</summary>
public sealed partial class KeysPage(
    ReadKeys readKeys,
    RotateKeyring rotateKeyring,
    SetRotation setRotation,
    Reencrypt reencrypt,
    EndTerm endTerm,
    Watch watch,
    IConsoleFeed feed,
    StepUp stepUp,
    Permissions permissions,
    AuthenticationStateProvider signedIn)
    : FollowingPage(feed)
{
    private VaultView? _vault;
    private Rights? _rights;
    private KeyHistory? _history;
    private Refusal? _refusal;
    private string? _said;
    private TermLine? _ending;
    private bool _asking;
    private bool _setting;
    private bool _rotated;
    private int _look;

    protected override void OnMoved(ConsoleEvent moved)
    {
        if (moved is ReencryptionMoved { Job: var job })
        {
            _ = InvokeAsync(() => FollowAsync(job));
            return;
        }

        base.OnMoved(moved);
    }

    // While it runs, its own numbers are enough; what each term has is counted again when it starts, stops or ends.
    private async Task FollowAsync(Reencryption job)
    {
        bool turned = job.State != _history?.Reencryption?.State || job.Number != _history.Reencryption.Number;
        if (_history is not null)
        {
            _history = _history with { Reencryption = job };
        }

        _said = !turned ? _said : job.State switch
        {
            ReencryptionState.Running => "Old records are being re-encrypted.",
            ReencryptionState.Paused => "Re-encrypting is paused.",
            _ => $"Re-encrypting is done: {KeyUse.Records(job.Done)}.",
        };
        StateHasChanged();
        if (turned)
        {
            await FollowAsync();
        }
    }

    protected override async Task LookAgainAsync()
    {
        int? before = _history?.Active.Term;
        await LookAsync();
        _said = _vault is { Sealed: true } ? "The vault was sealed."
            : _history is { } now && now.Active.Term != before ? $"Key term {now.Active.Term} is active."
            : _said;
    }

    protected override async Task LookAsync()
    {
        int look = ++_look;
        VaultView vault = await watch.VaultAsync(CancellationToken.None);
        Rights rights = await permissions.OfAsync(await signedIn.PersonIdAsync(), CancellationToken.None);
        KeyHistory? history = null;
        Refusal? refusal = null;
        if (vault is { Initialized: true, Sealed: false })
        {
            Outcome<KeyHistory> outcome = await readKeys.RunAsync(await signedIn.PersonIdAsync(), CancellationToken.None);
            outcome.TryGet(out history, out refusal);
        }

        // A look that began later has already shown something newer.
        if (look == _look)
        {
            (_vault, _rights, _history, _refusal) = (vault, rights, history, refusal);
        }
    }

    private bool May(Act act) => _rights?.May(act) is true;

    private EventCallback<TermLine> EndOfTerm => May(ConsoleActs.RetireTerm) || May(ConsoleActs.DestroyTerm)
        ? EventCallback.Factory.Create<TermLine>(this, line => _ending = line)
        : default;

    private void Ask() => _asking = true;

    private async Task<Outcome<RotationConfig>> SetAsync(RotationConfig config) =>
        await stepUp.RunAsync(async () => await setRotation.RunAsync(await signedIn.PersonIdAsync(), config, CancellationToken.None));

    private async Task<Outcome<Reencryption>> StartAsync() =>
        await reencrypt.StartAsync(await signedIn.PersonIdAsync(), CancellationToken.None);

    private async Task<Outcome<Reencryption>> PauseAsync() =>
        await reencrypt.PauseAsync(await signedIn.PersonIdAsync(), CancellationToken.None);

    private async Task<Outcome<Reencryption>> ResumeAsync() =>
        await reencrypt.ResumeAsync(await signedIn.PersonIdAsync(), CancellationToken.None);

    private async Task<Outcome<TermEnd>> RetireAsync(int term) =>
        await stepUp.RunAsync(async () => await endTerm.RetireAsync(await signedIn.PersonIdAsync(), term, CancellationToken.None));

    private async Task<Outcome<TermEnd>> DestroyAsync(DestroyOrder order) =>
        await stepUp.RunAsync(async () => await endTerm.DestroyAsync(await signedIn.PersonIdAsync(), order, CancellationToken.None));

    private async Task<Outcome<RotateResult>> RotateAsync(string reason)
    {
        Outcome<RotateResult> outcome =
            await stepUp.RunAsync(async () => await rotateKeyring.RunAsync(await signedIn.PersonIdAsync(), reason, CancellationToken.None));
        _rotated |= outcome.Refusal is null;
        return outcome;
    }
}
