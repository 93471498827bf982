using System.Globalization;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Account;

/// <summary>
/// The authenticator app beside the reader's password. While it is set up its key is in the page's form alone, encrypted;
/// it is stored with its first right code. Recovery codes are in the one answer that makes them.
/// </summary>
public sealed partial class AuthenticatorCard(IServiceProvider services, KeepAuthenticator keep, NavigationManager navigation) : ComponentBase
{
    // The card is far down the page: what a form answers is to be in sight.
    private const string Here = "/account#authenticator";

    private string? _problem;
    private string _key = "";
    private AuthenticatorSecret? _secret;
    private IReadOnlyList<string>? _codes;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [Parameter, EditorRequired]
    public required Person Owner { get; set; }

    /// <summary>The one that is set up, if any.</summary>
    [Parameter, EditorRequired]
    public required Authenticator? Authenticator { get; set; }

    /// <summary>Whether the reader has just proved that it is them. The trips ask again.</summary>
    [Parameter, EditorRequired]
    public required bool IsProved { get; set; }

    [SupplyParameterFromForm(Name = "Form")]
    private AuthenticatorForm Form { get; set; } = default!;

    private AuthenticatorDesk Desk => services.GetRequiredService<AuthenticatorDesk>(); // Not there when the organisation signs people in.

    private string? Why => IsProved ? null : "Prove first that it is you, above";

    private string Left => Authenticator!.RecoveryCodes.Count switch
    {
        0 => "no recovery code is left",
        1 => "one recovery code is left",
        var many => string.Create(CultureInfo.InvariantCulture, $"{many} recovery codes are left"),
    };

    protected override void OnInitialized()
    {
        Form ??= new();
        if (Form.Key.Length > 0)
        {
            Show(Form.Key);
        }
    }

    private void Begin()
    {
        if (IsProved)
        {
            Show(Desk.NewKey(Owner.Id));
        }
    }

    private async Task ConfirmAsync()
    {
        if (Desk.StepOf(Owner.Id, Form.Key, Form.Code, last: 0) is not { } step)
        {
            _problem = "That code is not the one of this key at this time. Wait for the next one; if it is wrong again, look whether the phone's clock is right.";
            return;
        }

        Finish(await keep.AddAsync(Owner.Id, Form.Key, step, HttpContext.RequestAborted));
    }

    private async Task RenewAsync() => Finish(await keep.RenewCodesAsync(Owner.Id, HttpContext.RequestAborted));

    private async Task RemoveAsync()
    {
        _problem = (await keep.RemoveAsync(Owner.Id, HttpContext.RequestAborted)).Refusal?.Message;
        if (_problem is null)
        {
            navigation.NavigateTo(Here); // So that loading the page again changes nothing once more.
        }
    }

    private void Finish(Outcome<NewRecoveryCodes> outcome)
    {
        _codes = outcome.TryGet(out NewRecoveryCodes? made, out Refusal? refusal) ? made.Codes : null;
        _problem = refusal?.Message;
    }

    private void Show(string key)
    {
        _key = key;
        _secret = Desk.Show(Owner.Id, Owner.SignInName, HttpContext.Request.Host.Host, key);
    }

    /// <summary>As posted; missing fields are empty.</summary>
    public sealed class AuthenticatorForm
    {
        /// <summary>Encrypted.</summary>
        public string Key { get; set; } = "";

        public string Code { get; set; } = "";
    }
}
