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

    private bool IsSignedIn => HttpContext.User.Identity?.IsAuthenticated is true;

    // Who is signed in here and is not whom this is for.
    private string? SignedInAs => IsSignedIn && HttpContext.User.Id() != _invitation?.Person.Id ? HttpContext.User.Identity?.Name ?? "somebody else" : null;

    protected override async Task OnInitializedAsync()
    {
        Form ??= new();
        Outcome<InvitationView> look = await accept.LookAsync(Code, HttpContext.RequestAborted);
        (_invitation, _refusal) = look.Match<(InvitationView?, string?)>(view => (view, null), refusal => (null, refusal.Message));
        if (_invitation is not null && mode.IsLocal != _invitation.Address is null)
        {
            (_invitation, _refusal) = (null, "This invitation is for another way of signing in than this console has now. Ask an administrator for a new one.");
        }
    }

    private static IEnumerable<string> Asked(InvitationView invitation)
    {
        Roles roles = invitation.Person.Roles;
        yield return invitation.Address is null
            ? "Now: a passkey that your device makes, or a password of your choice. Nobody sends you one, and nobody asks for it."
            : "Now: to sign in to your organisation, on its own page. This console never asks for that password.";
        if (roles.HasFlag(Roles.Holder))
        {
            yield return "Then: to press \"Use this device\" on the device that you will have with you. A share of the vault's key is sealed so that only it can open it.";
            yield return "In a ceremony: to compare six words with the others, and to keep a new share on paper or in an encrypted file, which you type back once to prove it.";
            yield return "On other days: to show now and then that you still have your share. Nobody but this page's fields ever asks for the share itself.";
        }

        if (roles.HasFlag(Roles.Administrator))
        {
            yield return "As an administrator: to prove that it is you before anything that matters, and perhaps to confirm what another administrator proposes.";
        }

        if (roles.HasFlag(Roles.Auditor))
        {
            yield return "As an auditor: nothing more. You read the log, the keys' history and the policies.";
        }
    }

    private async Task SubmitAsync()
    {
        if (_invitation is null || SignedInAs is not null)
        {
            return; // Used, replaced or expired since the form was opened; the page says so.
        }

        Credentials? chosen = Form.Passkey.Length > 0 ? await TakePasskeyAsync(_invitation.Person) : TakePassword(_invitation.Person);
        if (chosen is null)
        {
            return;
        }

        Outcome<Person> outcome = await accept.RunAsync(Code, chosen, HttpContext.RequestAborted, IsSignedIn ? HttpContext.User.Id() : null);
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
