using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Invitation;

/// <summary>Someone who was invited sets their own password, on their own device.</summary>
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

        if (PasswordRules.Problem(Form.Password, Form.Repeated, _invitation.Person.SignInName) is { } problem)
        {
            _problem = new FormProblem(problem);
            return;
        }

        LocalSignIn signIn = services.GetRequiredService<LocalSignIn>(); // Not there when the organisation signs people in.
        Outcome<Person> outcome = await accept.RunAsync(Code, signIn.Hash(Form.Password), HttpContext.RequestAborted);
        if (!outcome.TryGet(out Person? person, out Refusal? refusal))
        {
            (_invitation, _refusal) = (null, refusal.Message);
            return;
        }

        await signIn.AdmitAsync(person, "Signed in after accepting the invitation.");
        navigation.NavigateTo("/");
    }

    /// <summary>As posted; missing fields are empty.</summary>
    public sealed class AcceptForm
    {
        public string Password { get; set; } = "";

        public string Repeated { get; set; } = "";
    }
}
