using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.People;

/// <summary>A fresh invitation, shown to the administrator who made it and to nobody else.</summary>
public sealed partial class InvitationCard(NavigationManager navigation) : ComponentBase
{
    [Parameter, EditorRequired]
    public required Invited Invited { get; set; }

    /// <summary>What the console is known by; null before it has a name.</summary>
    [Parameter]
    public Fingerprint? Console { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    // The address that the administrator's browser uses is one that reaches this console.
    private string Link => $"{navigation.BaseUri}invitation/{Invited.Code}";
}
