using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Web.Identity;
using KeyCeremonyConsole.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.SetUp;

/// <summary>The first visitor, with the code from the console's output, becomes the first administrator.</summary>
public sealed partial class SetUpPage(IServiceProvider services, IConsoleStore store, SignInMode mode, NavigationManager navigation) : ComponentBase
{
    public const string Path = "/setup";

    private FormProblem? _problem;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromForm(FormName = "set-up")]
    private SetUpForm Form { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        Form ??= new();
        if (!mode.IsLocal || await store.AnyPersonAsync(HttpContext.RequestAborted))
        {
            navigation.NavigateTo(SignInPage.Path);
        }
    }

    private bool FocusOn(string field) => (_problem?.Field ?? nameof(SetUpForm.Code)) == field;

    private async Task SubmitAsync()
    {
        Credentials? chosen = Form.Passkey.Length > 0 ? await TakePasskeyAsync() : TakePassword();
        if (chosen is null)
        {
            return;
        }

        var draft = new PersonDraft(Form.Name, Form.SignInName, Form.Holder ? Roles.Administrator | Roles.Holder : Roles.Administrator);
        Outcome<Person> outcome = await Local<SetUpConsole>().RunAsync(Form.Code, draft, chosen, HttpContext.RequestAborted);
        if (!outcome.TryGet(out Person? person, out Refusal? refusal))
        {
            _problem = FormProblem.Of(refusal);
            return;
        }

        await Local<LocalSignIn>().AdmitAsync(person, "Signed in after setting the console up.");
        navigation.NavigateTo("/");
    }

    private async Task<Credentials?> TakePasskeyAsync()
    {
        if (await Local<PasskeyDesk>().TakeNewAsync(Form.Passkey, BrowserWords.Of(HttpContext.Request.Headers.UserAgent)) is { } made)
        {
            return Credentials.Of(made);
        }

        _problem = FormProblem.NoPasskey;
        return null;
    }

    private Credentials? TakePassword()
    {
        if (PasswordRules.Problem(Form.Password, Form.Repeated, Form.SignInName) is { } problem)
        {
            _problem = new FormProblem(problem, nameof(SetUpForm.Password));
            return null;
        }

        return Credentials.Of(Local<PasswordCheck>().Hash(Form.Password));
    }

    // Not there when the organisation signs people in.
    private T Local<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>As posted; missing fields are empty.</summary>
    public sealed class SetUpForm
    {
        public string Code { get; set; } = "";

        public string Name { get; set; } = "";

        public string SignInName { get; set; } = "";

        /// <summary>The device's answer; empty for the password.</summary>
        public string Passkey { get; set; } = "";

        public string Password { get; set; } = "";

        public string Repeated { get; set; } = "";

        public bool Holder { get; set; }
    }
}
