using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace KeyCeremonyConsole.Web.People;

/// <summary>Asks before a person is removed. Closes with the removed <see cref="Person"/>.</summary>
public sealed partial class RemoveDialog(ManagePeople manage, StepUp stepUp, AuthenticationStateProvider session) : ComponentBase
{
    private Refusal? _refusal;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [Parameter, EditorRequired]
    public required Person Person { get; set; }

    private async Task RemoveAsync()
    {
        Outcome<Person> outcome = await stepUp.RunAsync(async () => await manage.RemoveAsync(await session.PersonIdAsync(), Person.Id, CancellationToken.None));
        if (outcome.TryGet(out Person? removed, out Refusal? refusal))
        {
            Dialog.Close(DialogResult.Ok(removed));
            return;
        }

        _refusal = refusal;
    }
}
