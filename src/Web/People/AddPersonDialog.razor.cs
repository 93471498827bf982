using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace KeyCeremonyConsole.Web.People;

/// <summary>Names and roles of somebody new. Closes with their <see cref="Invited"/>.</summary>
public sealed partial class AddPersonDialog(ManagePeople manage, SignInMode mode, StepUp stepUp, AuthenticationStateProvider session) : ComponentBase
{
    private string _name = "";
    private string _signInName = "";
    private string _address = "";
    private Roles _roles = Roles.Holder;
    private FormProblem? _problem;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    private string? Invalid(string field) => _problem?.Field == field ? "true" : null;

    private async Task SubmitAsync()
    {
        var draft = new PersonDraft(_name, _signInName, _roles) { Address = _address, IsOfOrganisation = !mode.IsLocal };
        Outcome<Invited> outcome = await stepUp.RunAsync(
            async () => await manage.AddAsync(await session.PersonIdAsync(), draft, CancellationToken.None));
        if (outcome.TryGet(out Invited? invited, out Refusal? refusal))
        {
            Dialog.Close(DialogResult.Ok(invited));
            return;
        }

        _problem = FormProblem.Of(refusal);
    }
}
