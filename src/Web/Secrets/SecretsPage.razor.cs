using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.Live;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Secrets;

/// <summary>The list of secrets, and the one that is open. It holds paths; values pass it by.</summary>
public sealed partial class SecretsPage(
    SecretStore secrets, Watch watch, IConsoleFeed feed, IDialogService dialogs, AuthenticationStateProvider signedIn)
    : FollowingPage(feed)
{
    private VaultView? _vault;
    private IReadOnlyList<string> _paths = [];
    private Refusal? _refusal;
    private View _view;
    private string? _path;
    private string? _said;
    private int _turn; // Each opening is a new component, so nothing of the one before is left in it.
    private int _look;

    private enum View
    {
        None,
        Read,
        Write,
    }

    private bool IsOpen => _vault is { Initialized: true, Sealed: false };

    protected override async Task LookAsync()
    {
        int look = ++_look;
        VaultView vault = await watch.VaultAsync(CancellationToken.None);
        IReadOnlyList<SecretPath>? paths = null;
        Refusal? refusal = null;
        if (vault is { Initialized: true, Sealed: false })
        {
            Outcome<IReadOnlyList<SecretPath>> outcome =
                await secrets.ListAsync(await signedIn.PersonIdAsync(), CancellationToken.None);
            outcome.TryGet(out paths, out refusal);
        }

        // A look that began later has already shown something newer.
        if (look == _look)
        {
            _vault = vault;
            _paths = paths is null ? [] : [.. paths.Select(p => p.Value)];
            _refusal = refusal;
            Show(IsOpen ? _view : View.None, _path, turn: false);
        }
    }

    private void WriteNew() => Show(View.Write, null);

    private void Change() => Show(View.Write, _path);

    private void Close() => Show(View.None, null);

    private void LeaveForm() => Show(_path is null ? View.None : View.Read, _path);

    // The read itself is the component's, once, when it is put on the page: its values must not pass through here.
    private void ReadAsync(string path) => Show(View.Read, path);

    private void Show(View view, string? path, bool turn = true)
    {
        (_view, _path) = (view, path);
        _turn += turn ? 1 : 0;
    }

    // Asked anew: somebody else may have written there since this page was opened.
    private async Task<bool> Exists(string path)
    {
        await LookAsync();
        return _paths.Contains(path, StringComparer.Ordinal);
    }

    private async Task<bool> ConfirmReplaceAsync(string path) => await dialogs.ShowMessageBoxAsync(
        "Replace this secret?",
        $"There is a secret at {path}. All of its values are replaced by what you entered. Those of now stay as an earlier version, which programs can still read through the API.",
        yesText: "Replace the secret",
        cancelText: "Keep what is there") == true;

    private async Task SavedAsync(string path)
    {
        await LookAsync();
        _said = $"Saved at {path}.";
        Show(View.Read, path);
    }

    private async Task DeleteAsync()
    {
        bool sure = await dialogs.ShowMessageBoxAsync(
            "Delete this secret?",
            $"The secret at {_path} and all of its values are gone for good; only a backup has them then. Programs that read it will fail.",
            yesText: "Delete the secret",
            cancelText: "Keep it") == true;
        if (!sure || _path is not { } path)
        {
            return;
        }

        Outcome<Done> outcome = await secrets.DeleteAsync(await signedIn.PersonIdAsync(), path, CancellationToken.None);
        await LookAsync();
        _refusal = outcome.Refusal is { Kind: not RefusalKind.Missing } refusal ? refusal : _refusal;
        _said = outcome.Refusal is null ? $"Deleted {path}." : outcome.Refusal.Message;
        Close();
    }
}
