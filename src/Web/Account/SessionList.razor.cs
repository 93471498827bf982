using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Account;

/// <summary>Where the reader is signed in: in which browser, from where, since when; to be ended, one or all others.</summary>
public sealed partial class SessionList(EndSessions sessions, NavigationManager navigation) : ComponentBase
{
    // The card is far down the page: what a form answers is to be in sight.
    private const string Here = "/account#sessions";

    private IReadOnlyList<SignInSession> _sessions = [];
    private string _mine = "";
    private string? _problem;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromForm(FormName = "session-end", Name = "Form")]
    private SessionForm Form { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        Form ??= new();
        _mine = HttpContext.User.SessionId() ?? "";
        await LookAsync();
    }

    private async Task LookAsync()
    {
        PersonId me = HttpContext.User.Id();
        IReadOnlyList<SignInSession> all = await sessions.ListAsync(me, me, HttpContext.RequestAborted);
        _sessions = [.. all.Where(s => s.Id == _mine), .. all.Where(s => s.Id != _mine)];
    }

    private async Task EndAsync() => await FinishAsync(await sessions.EndAsync(HttpContext.User.Id(), Form.Session, HttpContext.RequestAborted));

    private async Task EndOthersAsync() => await FinishAsync(await sessions.EndOthersAsync(HttpContext.User.Id(), _mine, HttpContext.RequestAborted));

    private async Task FinishAsync(Outcome<Done> outcome)
    {
        _problem = outcome.Refusal?.Message;
        if (_problem is null)
        {
            navigation.NavigateTo(Here); // So that loading the page again changes nothing once more.
        }

        await LookAsync();
    }

    /// <summary>As posted: the pressed button says which.</summary>
    public sealed class SessionForm
    {
        public string Session { get; set; } = "";
    }
}
