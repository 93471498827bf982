using System.Globalization;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Sealed;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace KeyCeremonyConsole.Web.Shares;

/// <summary>
/// Where a person enters a share: a current one to submit, or a new one to prove. The browser seals it to a key that is made
/// for this one click; nothing of the share itself ever reaches the circuit.
/// </summary>
public sealed partial class ShareEntry(IJSRuntime js, IEnvelopes envelopes) : ComponentBase, IAsyncDisposable
{
    private static readonly Refusal NotSealed = Refusal.Invalid(
        "not-sealed", "This browser could not seal the share, so nothing was sent. Open the console by its https address, in a browser of these years, and try again.");

    private static int _made;

    private readonly string _id = $"share-{Interlocked.Increment(ref _made).ToString(CultureInfo.InvariantCulture)}";
    private ElementReference _field;
    private ElementReference _place;
    private IJSObjectReference? _script;
    private Refusal? _refusal;
    private int _tries;
    private bool _busy;

    /// <summary>What is asked for: "Your share".</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>Which one that is, and where it may lie.</summary>
    [Parameter]
    public string? Hint { get; set; }

    /// <summary>What the button does: "Submit my share".</summary>
    [Parameter, EditorRequired]
    public required string Verb { get; set; }

    /// <summary>What becomes of the share.</summary>
    [Parameter]
    public string After { get; set; } = "It is checked at once and kept in memory only. Nobody else sees it: not the organiser, not the other holders, not the database.";

    /// <summary>Asked before the share leaves its field; when the answer is no, it stays there and nothing happens.</summary>
    [Parameter]
    public Func<Task<bool>>? Ready { get; set; }

    /// <summary>The id of the set that a share is asked of; null when one of any set will do.</summary>
    [Parameter]
    public string? Set { get; set; }

    /// <summary>What the share is sealed for, as the page shows it: the trip opens it for nothing else.</summary>
    [Parameter, EditorRequired]
    public required SealContext For { get; set; }

    /// <summary>Takes the sealed share over, and says why not; null when it was taken.</summary>
    [Parameter, EditorRequired]
    public required Func<SealedShare, Task<Refusal?>> Submit { get; set; }

    private string? Described => (Hint, _refusal) switch
    {
        (null, null) => null,
        (null, _) => $"{_id}-problem",
        (_, null) => $"{_id}-hint",
        _ => $"{_id}-problem {_id}-hint",
    };

    public async ValueTask DisposeAsync()
    {
        try
        {
            await (_script?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and its scripts with it.
        }
    }

    private async Task SubmitAsync()
    {
        if (_busy)
        {
            return; // A double click, or Enter held down.
        }

        _busy = true;
        try
        {
            if (Ready is not null && !await Ready())
            {
                return;
            }

            _refusal = await TakeAndSubmitAsync();
        }
        finally
        {
            _busy = false;
        }

        if (_refusal is not null)
        {
            _tries++; // A new element each time, so that the same words are announced again.
            await _field.FocusAsync();
        }
    }

    private async Task<Refusal?> TakeAndSubmitAsync()
    {
        IJSObjectReference script = await ScriptAsync();
        if (await script.InvokeAsync<string?>("problem", _field, Set) is { } problem)
        {
            return Refusal.Invalid("mistyped-share", problem); // It still stands in the field, to be mended.
        }

        using IOpeningKey key = envelopes.NewKey();
        try
        {
            byte[]? envelope = await script.InvokeAsync<byte[]?>("take", _field, key.PublicKey, For.Text);
            return envelope is null ? ShareRefusals.NotAShare : await Submit(new SealedShare(key, envelope));
        }
        catch (JSException)
        {
            return NotSealed;
        }
    }

    private async Task ToggleAsync() => await (await ScriptAsync()).InvokeVoidAsync("toggle", _field);

    // The script turns the camera on and off, and writes what it reads into the field: nothing of it comes here.
    private async Task ScanAsync() => await (await ScriptAsync()).InvokeVoidAsync("scan", _field, _place);

    private async Task<IJSObjectReference> ScriptAsync() =>
        _script ??= await js.InvokeAsync<IJSObjectReference>("import", $"./{Assets["Shares/ShareEntry.razor.js"]}");
}
