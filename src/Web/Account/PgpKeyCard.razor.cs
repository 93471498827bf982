using System.Text;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Account;

/// <summary>The person's OpenPGP key: shown, given, exchanged, removed. A form that is posted whole, so that a file fits.</summary>
public sealed partial class PgpKeyCard(KeepPgpKey keep, IOpenPgp pgp, TimeProvider clock, NavigationManager navigation) : ComponentBase
{
    private static readonly Refusal Nothing = Refusal.Invalid("no-key-given", "Paste your public key, or choose the file that it is in.");

    private Refusal? _problem;
    private Refusal? _wrong;

    [Parameter, EditorRequired]
    public required Person Owner { get; set; }

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    /// <summary>Set after a change, so that loading the page again changes nothing once more.</summary>
    [SupplyParameterFromQuery(Name = "key")]
    public string? Saved { get; set; }

    [SupplyParameterFromForm(FormName = "pgp-key")]
    private KeyForm Key { get; set; } = default!;

    private PgpKeyFacts? Facts { get; set; }

    protected override void OnParametersSet()
    {
        Key ??= new();
        DateTimeOffset now = clock.GetUtcNow();
        Facts = Owner.Pgp is { } key && pgp.Read(Encoding.ASCII.GetBytes(key.Base64), now, now).TryGet(out PgpKeyFacts? facts, out _wrong) ? facts : null;
    }

    private async Task SaveAsync()
    {
        byte[] input = await ReadAsync();
        if (input.Length == 0)
        {
            _problem = Nothing;
            return;
        }

        _problem = (await keep.SaveAsync(Owner.Id, Owner.Id, input, HttpContext.RequestAborted)).Refusal;
        if (_problem is null)
        {
            navigation.NavigateTo("/account?key=saved");
        }
    }

    private async Task RemoveAsync()
    {
        _problem = (await keep.RemoveAsync(Owner.Id, HttpContext.RequestAborted)).Refusal;
        if (_problem is null)
        {
            navigation.NavigateTo("/account?key=removed");
        }
    }

    // One byte more than is taken shows that it is too long; the reader says so.
    private async Task<byte[]> ReadAsync()
    {
        if (Key.File is not { Length: > 0 } file)
        {
            return Encoding.UTF8.GetBytes(Key.Text ?? "");
        }

        byte[] bytes = new byte[Math.Min(file.Length, PgpKey.LongestInput + 1)];
        await using Stream stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, HttpContext.RequestAborted);
        return bytes;
    }

    /// <summary>As posted.</summary>
    public sealed class KeyForm
    {
        public string? Text { get; set; }

        public IFormFile? File { get; set; }
    }
}
