using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Account;

/// <summary>Who you are here, your passkeys, your password and what you have beside it.</summary>
public sealed partial class AccountPage(IServiceProvider services, IConsoleStore store, Proofs proofs, SignInMode mode, NavigationManager navigation) : ComponentBase
{
    // What the organisation's people do here; a local account's proof is good for every act.
    private static readonly string[] Acts = ["person.pgp-key", "token.create"];

    private Person? _person;
    private WaysIn? _ways;
    private FormProblem? _problem;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    /// <summary>Set after a change, so that loading the page again changes nothing once more.</summary>
    [SupplyParameterFromQuery]
    public string? Changed { get; set; }

    [SupplyParameterFromForm(FormName = "password")]
    private PasswordForm Form { get; set; } = default!;

    // The current password is a proof as well, where it is enough to sign in.
    private bool MaySet => _ways is { HasPassword: true, Authenticator: null } || IsProved;

    private bool IsProved => Array.TrueForAll(Acts, act => proofs.Has(HttpContext.User, act));

    protected override async Task OnInitializedAsync()
    {
        Form ??= new();
        _person = await store.FindPersonAsync(HttpContext.User.Id(), HttpContext.RequestAborted);
        _ways = await store.FindWaysInAsync(HttpContext.User.Id(), HttpContext.RequestAborted);
    }

    private async Task SubmitAsync()
    {
        if (PasswordRules.Problem(Form.Wanted, Form.Repeated, _person?.SignInName ?? "") is { } problem)
        {
            _problem = new FormProblem(problem, nameof(PasswordForm.Wanted));
            return;
        }

        Outcome<Done> outcome = await services.GetRequiredService<ChangePassword>() // Not there when the organisation signs people in.
            .RunAsync(HttpContext.User.Id(), Form.Current, Form.Wanted, HttpContext.RequestAborted);
        if (outcome.Refusal is { } refusal)
        {
            _problem = FormProblem.Of(refusal);
            return;
        }

        navigation.NavigateTo("/account?changed=yes");
    }

    /// <summary>As posted; missing fields are empty.</summary>
    public sealed class PasswordForm
    {
        public string Current { get; set; } = "";

        public string Wanted { get; set; } = "";

        public string Repeated { get; set; } = "";
    }
}
