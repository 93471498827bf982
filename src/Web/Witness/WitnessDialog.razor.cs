using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Witness;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace KeyCeremonyConsole.Web.Witness;

/// <summary>An administrator makes the link with which others watch, or revokes it.</summary>
public sealed partial class WitnessDialog(
    InviteWitnesses witnesses, StepUp stepUp, AuthenticationStateProvider authentication, NavigationManager navigation) : ComponentBase
{
    private static readonly int[] Choices = [1, 8, 24, 168];

    private int _hours = Choices[1];
    private NewWitnessLink? _made;
    private WitnessLink? _now;
    private Refusal? _refusal;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [Parameter, EditorRequired]
    public required CeremonyId Id { get; set; }

    /// <summary>Whether a link can be made.</summary>
    [Parameter]
    public bool CeremonyIsOpen { get; set; }

    // The address that the administrator's browser uses is one that reaches this console.
    private string Link => $"{navigation.BaseUri}witness/{_made!.Code}";

    protected override Task OnInitializedAsync() => LookAsync();

    private async Task LookAsync() => _now = await witnesses.FindAsync(await authentication.PersonIdAsync(), Id, CancellationToken.None);

    private async Task MakeAsync()
    {
        PersonId me = await authentication.PersonIdAsync();
        Outcome<NewWitnessLink> outcome = await stepUp.RunAsync(() => witnesses.MakeAsync(me, Id, TimeSpan.FromHours(_hours), CancellationToken.None));
        (_made, _refusal) = outcome.Match<(NewWitnessLink?, Refusal?)>(made => (made, null), refusal => (null, refusal));
        await LookAsync();
    }

    private async Task RevokeAsync()
    {
        PersonId me = await authentication.PersonIdAsync();
        _refusal = (await stepUp.RunAsync(() => witnesses.RevokeAsync(me, Id, CancellationToken.None))).Refusal;
        _made = null;
        await LookAsync();
    }
}
