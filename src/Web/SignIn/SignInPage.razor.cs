using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KeyCeremonyConsole.Web.SignIn;

/// <summary>A passkey, a name and a password, or the way to the organisation's provider.</summary>
public sealed partial class SignInPage(IServiceProvider services, SignInMode mode, NavigationManager navigation) : ComponentBase
{
    public const string Path = "/sign-in";

    private FormProblem? _problem;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    /// <summary>Where to afterwards.</summary>
    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in")]
    private SignInForm Form { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "passkey", Name = "Form")]
    private SignInForm PasskeyForm { get; set; } = default!;

    private string ChallengeHref => $"/account/challenge?returnUrl={Uri.EscapeDataString(LocalOr(ReturnUrl, "/"))}";

    /// <summary>The address, when it leads to a page of this console.</summary>
    public static string LocalOr(string? address, string otherwise) =>
        RedirectHttpResult.IsLocalUrl(address) && address!.StartsWith('/') ? address : otherwise;

    protected override void OnInitialized()
    {
        Form ??= new();
        PasskeyForm ??= new();
        if (HttpContext.User.Identity?.IsAuthenticated == true && HttpMethods.IsGet(HttpContext.Request.Method))
        {
            navigation.NavigateTo(LocalOr(ReturnUrl, "/"));
        }
    }

    private LocalSignIn SignIn => services.GetRequiredService<LocalSignIn>(); // Not there when the organisation signs people in.

    private async Task SubmitAsync() => Finish(await SignIn.RunAsync(Form.SignInName, Form.Password, HttpContext.RequestAborted));

    private async Task SubmitPasskeyAsync() => Finish(await SignIn.WithPasskeyAsync(PasskeyForm.Passkey, HttpContext.RequestAborted));

    private void Finish(Outcome<NextStep> outcome)
    {
        if (!outcome.TryGet(out NextStep next, out Refusal? refusal))
        {
            _problem = FormProblem.Of(refusal);
            return;
        }

        navigation.NavigateTo(next is NextStep.In ? LocalOr(ReturnUrl, "/") : SecondFactorPage.After(ReturnUrl));
    }

    /// <summary>As posted; missing fields are empty.</summary>
    public sealed class SignInForm
    {
        public string SignInName { get; set; } = "";

        public string Password { get; set; } = "";

        /// <summary>The device's answer.</summary>
        public string Passkey { get; set; } = "";
    }
}
