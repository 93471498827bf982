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
        if (PasswordRules.Problem(Form.Password, Form.Repeated, Form.SignInName) is { } problem)
        {
            _problem = new FormProblem(problem, nameof(SetUpForm.Password));
            return;
        }

        LocalSignIn signIn = services.GetRequiredService<LocalSignIn>(); // Not there when the organisation signs people in.
        var draft = new PersonDraft(Form.Name, Form.SignInName, Form.Holder ? Roles.Administrator | Roles.Holder : Roles.Administrator);
        Outcome<Person> outcome = await services.GetRequiredService<SetUpConsole>()
            .RunAsync(Form.Code, draft, signIn.Hash(Form.Password), HttpContext.RequestAborted);
        if (!outcome.TryGet(out Person? person, out Refusal? refusal))
        {
            _problem = FormProblem.Of(refusal);
            return;
        }

        await signIn.AdmitAsync(person, "Signed in after setting the console up.");
        navigation.NavigateTo("/");
    }

    /// <summary>As posted; missing fields are empty.</summary>
    public sealed class SetUpForm
    {
        public string Code { get; set; } = "";

        public string Name { get; set; } = "";

        public string SignInName { get; set; } = "";

        public string Password { get; set; } = "";

        public string Repeated { get; set; } = "";

        public bool Holder { get; set; }
    }
}
