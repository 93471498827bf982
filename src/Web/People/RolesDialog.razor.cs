using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace KeyCeremonyConsole.Web.People;

/// <summary>Other roles for a person. Closes with the changed <see cref="Person"/>.</summary>
public sealed partial class RolesDialog(ManagePeople manage, StepUp stepUp, AuthenticationStateProvider session) : ComponentBase
{
    private Roles _roles;
    private Refusal? _refusal;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [Parameter, EditorRequired]
    public required Person Person { get; set; }

    protected override void OnInitialized() => _roles = Person.Roles;

    private async Task SaveAsync()
    {
        Outcome<Person> outcome = await stepUp.RunAsync(async () => await manage.ChangeRolesAsync(await session.PersonIdAsync(), Person.Id, _roles, CancellationToken.None));
        if (outcome.TryGet(out Person? changed, out Refusal? refusal))
        {
            Dialog.Close(DialogResult.Ok(changed));
            return;
        }

        _refusal = refusal;
    }
}
