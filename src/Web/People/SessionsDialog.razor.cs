using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace KeyCeremonyConsole.Web.People;

/// <summary>Where a person is signed in, for an administrator, who can end it. Closes with the <see cref="Person"/> whose sessions were ended.</summary>
public sealed partial class SessionsDialog(EndSessions sessions, StepUp stepUp, AuthenticationStateProvider session) : ComponentBase
{
    private IReadOnlyList<SignInSession>? _sessions;
    private Refusal? _refusal;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [Parameter, EditorRequired]
    public required Person Person { get; set; }

    protected override async Task OnInitializedAsync() =>
        _sessions = await sessions.ListAsync(await session.PersonIdAsync(), Person.Id, CancellationToken.None);

    private async Task EndAsync()
    {
        _refusal = (await stepUp.RunAsync(async () => await sessions.EndAllOfAsync(await session.PersonIdAsync(), Person.Id, CancellationToken.None))).Refusal;
        if (_refusal is null)
        {
            Dialog.Close(DialogResult.Ok(Person));
        }
    }
}
