using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Account;

/// <summary>The reader's passkeys: with what they are called, since when, last used when; to be added, named, removed.</summary>
public sealed partial class PasskeyList(PasskeyDesk desk, KeepPasskeys keep, NavigationManager navigation) : ComponentBase
{
    private string? _problem;
    private string _suggested = "";

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [Parameter, EditorRequired]
    public required WaysIn Ways { get; set; }

    /// <summary>Whether the reader has just proved that it is them. The trips ask again.</summary>
    [Parameter, EditorRequired]
    public required bool IsProved { get; set; }

    [SupplyParameterFromForm(Name = "Form")]
    private PasskeyForm Form { get; set; } = default!;

    protected override void OnInitialized()
    {
        Form ??= new();
        _suggested = BrowserWords.Of(HttpContext.Request.Headers.UserAgent);
    }

    private async Task AddAsync()
    {
        Passkey? made = await desk.TakeNewAsync(Form.Passkey, Form.Name);
        Finish(made is null || made.Person != HttpContext.User.Id()
            ? Refusal.Invalid("bad-passkey", "The device's answer could not be used. Try again.")
            : (await keep.AddAsync(HttpContext.User.Id(), made, HttpContext.RequestAborted)).Refusal);
    }

    private async Task ChangeAsync() => Finish((Form.Act == "remove"
        ? await keep.RemoveAsync(HttpContext.User.Id(), Form.Id, HttpContext.RequestAborted)
        : await keep.RenameAsync(HttpContext.User.Id(), Form.Id, Form.Name, HttpContext.RequestAborted)).Refusal);

    private void Finish(Refusal? refusal)
    {
        _problem = refusal?.Message;
        if (refusal is null)
        {
            navigation.NavigateTo("/account"); // So that loading the page again changes nothing once more.
        }
    }

    /// <summary>As posted; missing fields are empty.</summary>
    public sealed class PasskeyForm
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public string Act { get; set; } = "";

        public string Passkey { get; set; } = "";
    }
}
