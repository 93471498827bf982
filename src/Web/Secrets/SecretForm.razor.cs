using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Secrets;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace KeyCeremonyConsole.Web.Secrets;

/// <summary>Where a secret is written. The path is an ordinary field; names and values stay in the browser until saved.</summary>
public sealed partial class SecretForm(IJSRuntime js, SecretStore secrets, AuthenticationStateProvider signedIn)
    : ComponentBase, IAsyncDisposable
{
    private static readonly Refusal TooLarge = Refusal.Invalid(
        "bad-value", "A secret holds at most 256 KiB. Take something out, or write it as two secrets.");

    private ElementReference _rows;
    private ElementReference _title;
    private IJSObjectReference? _script;
    private string _path = "";
    private string? _pathProblem;
    private Refusal? _refusal;
    private bool _busy = true; // until the script is here
    private bool _unread;

    /// <summary>The secret to change; null for a new one.</summary>
    [Parameter]
    public string? Path { get; set; }

    /// <summary>Whether there is a secret at a path now.</summary>
    [Parameter, EditorRequired]
    public required Func<string, Task<bool>> Exists { get; set; }

    /// <summary>Asks whether the one at the path is to be replaced.</summary>
    [Parameter, EditorRequired]
    public required Func<string, Task<bool>> Confirm { get; set; }

    /// <summary>Told the path.</summary>
    [Parameter]
    public EventCallback<string> OnSaved { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            await _script.DisposeQuietlyAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        await _title.FocusAsync(preventScroll: true);
        _script = await js.InvokeAsync<IJSObjectReference>("import", $"./{Assets["Secrets/SecretForm.razor.js"]}");
        await FillAsync(_script);
        _busy = false;
        StateHasChanged();
    }

    private async Task FillAsync(IJSObjectReference script)
    {
        if (Path is null)
        {
            await script.InvokeVoidAsync("begin", _rows);
            return;
        }

        Outcome<SecretBytes> outcome = await secrets.ReadAsync(await signedIn.PersonIdAsync(), Path, CancellationToken.None);
        if (outcome.TryGet(out SecretBytes? value, out _refusal))
        {
            await value.LendAsync(bytes => script.InvokeVoidAsync("fill", _rows, bytes));
        }

        _unread = _refusal is not null;
    }

    private async Task AddAsync()
    {
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("add", _rows);
        }
    }

    private async Task UncoverAsync(ChangeEventArgs change)
    {
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("uncover", _rows, change.Value is true);
        }
    }

    private async Task SaveAsync()
    {
        if (_busy || _script is null)
        {
            return;
        }

        _busy = true;
        (_refusal, _pathProblem) = (null, null);
        try
        {
            if (!SecretPath.TryParse(SecretPath.Typed(Path ?? _path), out SecretPath at, out Refusal? badPath))
            {
                _pathProblem = badPath.Message;
                return;
            }

            await SaveAsync(_script, at.Value);
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task SaveAsync(IJSObjectReference script, string path)
    {
        // 0: something is wrong in a row, and the script has said so beside it.
        int length = await script.InvokeAsync<int>("pack", _rows);
        if (length > Limits.SecretValue)
        {
            _refusal = TooLarge;
        }

        if (length <= 0 || _refusal is not null || (await Exists(path) && !await Confirm(path)))
        {
            return;
        }

        SecretBytes value = await script.FetchAsync(length);
        Outcome<SecretPath> outcome = await secrets.WriteAsync(await signedIn.PersonIdAsync(), path, value, CancellationToken.None);
        _refusal = outcome.Refusal;
        if (_refusal is null)
        {
            await OnSaved.InvokeAsync(path);
        }
    }
}
