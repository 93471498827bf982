using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Invitation;

/// <summary>Someone who was invited sets up their own passkey or password, on their own device.</summary>
public sealed partial class InvitationPage(
    IServiceProvider services, AcceptInvitation accept, SignInMode mode, NavigationManager navigation) : ComponentBase
{
    private InvitationView? _invitation;
    private string? _refusal;
    private FormProblem? _problem;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    /// <summary>The secret part of the link.</summary>
    [Parameter]
    public required string Code { get; set; }

    [SupplyParameterFromForm(FormName = "accept")]
    private AcceptForm Form { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        Form ??= new();
        if (!mode.IsLocal)
        {
            _refusal = "People of this console sign in through their organisation and need no invitation.";
            return;
        }

        Outcome<InvitationView> look = await accept.LookAsync(Code, HttpContext.RequestAborted);
        (_invitation, _refusal) = look.Match<(InvitationView?, string?)>(view => (view, null), refusal => (null, refusal.Message));
    }

    private async Task SubmitAsync()
    {
        if (_invitation is null)
        {
            return; // Used, replaced or expired since the form was opened; the page says so.
        }

        Credentials? chosen = Form.Passkey.Length > 0 ? await TakePasskeyAsync(_invitation.Person) : TakePassword(_invitation.Person);
        if (chosen is null)
        {
            return;
        }

        Outcome<Person> outcome = await accept.RunAsync(Code, chosen, HttpContext.RequestAborted);
        if (!outcome.TryGet(out Person? person, out Refusal? refusal))
        {
            (_invitation, _refusal) = (null, refusal.Message);
            return;
        }

        await Local<LocalSignIn>().AdmitAsync(person, "Signed in after accepting the invitation.");
        navigation.NavigateTo("/");
    }

    private async Task<Credentials?> TakePasskeyAsync(Person person)
    {
        Passkey? made = await Local<PasskeyDesk>().TakeNewAsync(Form.Passkey, BrowserWords.Of(HttpContext.Request.Headers.UserAgent));
        if (made?.Person == person.Id)
        {
            return Credentials.Of(made);
        }

        _problem = FormProblem.NoPasskey;
        return null;
    }

    private Credentials? TakePassword(Person person)
    {
        if (PasswordRules.Problem(Form.Password, Form.Repeated, person.SignInName) is { } problem)
        {
            _problem = new FormProblem(problem);
            return null;
        }

        return Credentials.Of(Local<PasswordCheck>().Hash(Form.Password));
    }

    // Not there when the organisation signs people in.
    private T Local<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>As posted; missing fields are empty.</summary>
    public sealed class AcceptForm
    {
        /// <summary>The device's answer; empty for the password.</summary>
        public string Passkey { get; set; } = "";

        public string Password { get; set; } = "";

        public string Repeated { get; set; } = "";
    }
}
