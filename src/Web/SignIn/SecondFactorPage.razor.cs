using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.SignIn;

/// <summary>The second page of a sign-in with a password, for whoever has set up an authenticator app.</summary>
public sealed partial class SecondFactorPage(IServiceProvider services, SignInMode mode, NavigationManager navigation) : ComponentBase
{
    public const string Path = "/sign-in/code";

    private Refusal? _problem;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    /// <summary>Where to afterwards.</summary>
    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [SupplyParameterFromForm(FormName = "second-factor")]
    private CodeForm Form { get; set; } = default!;

    private LocalSignIn SignIn => services.GetRequiredService<LocalSignIn>(); // Not there when the organisation signs people in.

    /// <summary>This page, for somebody who wants to go on to <paramref name="returnUrl"/>.</summary>
    public static string After(string? returnUrl) =>
        returnUrl is null ? Path : $"{Path}?returnUrl={Uri.EscapeDataString(SignInPage.LocalOr(returnUrl, "/"))}";

    protected override async Task OnInitializedAsync()
    {
        Form ??= new();
        if (!mode.IsLocal || (HttpMethods.IsGet(HttpContext.Request.Method) && await SignIn.FindHalfwayAsync(HttpContext.RequestAborted) is null))
        {
            navigation.NavigateTo(SignInPage.Path);
        }
    }

    private async Task SubmitAsync()
    {
        if ((await SignIn.WithSecondAsync(Form.Code, HttpContext.RequestAborted)).TryGet(out _, out _problem))
        {
            navigation.NavigateTo(SignInPage.LocalOr(ReturnUrl, "/"));
        }
    }

    /// <summary>As posted.</summary>
    public sealed class CodeForm
    {
        public string Code { get; set; } = "";
    }
}
