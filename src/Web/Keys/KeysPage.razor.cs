using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>The active key, the history of all keys, and the button that adds one.</summary>
public sealed partial class KeysPage(
    ReadKeys readKeys, RotateKeyring rotateKeyring, Watch watch, IConsoleFeed feed, AuthenticationStateProvider signedIn)
    : ComponentBase, IDisposable
{
    private IDisposable? _subscription;
    private VaultView? _vault;
    private KeyHistory? _history;
    private Refusal? _refusal;
    private string? _said;
    private bool _asking;
    private bool _rotated;
    private int _look;

    public void Dispose() => _subscription?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        // Before the first look, so that nothing falls between the two.
        _subscription = feed.Subscribe(OnMoved);
        await LookAsync();
    }

    private void OnMoved(ConsoleEvent moved)
    {
        if (moved is VaultMoved)
        {
            _ = InvokeAsync(LookAgainAsync);
        }
    }

    private async Task LookAgainAsync()
    {
        try
        {
            int? before = _history?.Active.Term;
            await LookAsync();
            _said = _vault is { Sealed: true } ? "The vault was sealed."
                : _history is { } now && now.Active.Term != before ? $"Key term {now.Active.Term} is active."
                : _said;
            StateHasChanged();
        }
        catch (Exception failed) when (failed is not ObjectDisposedException)
        {
            await DispatchExceptionAsync(failed);
        }
    }

    private async Task LookAsync()
    {
        int look = ++_look;
        VaultView vault = await watch.VaultAsync(CancellationToken.None);
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
            (_vault, _history, _refusal) = (vault, history, refusal);
        }
    }

    private void Ask() => _asking = true;

    private async Task<Outcome<RotateResult>> RotateAsync(string reason)
    {
        Outcome<RotateResult> outcome =
            await rotateKeyring.RunAsync(await signedIn.PersonIdAsync(), reason, CancellationToken.None);
        _rotated |= outcome.Refusal is null;
        return outcome;
    }
}
