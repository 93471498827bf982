using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.People;

/// <summary>One person, and what the reader can do about them.</summary>
public sealed partial class PersonRow : ComponentBase
{
    [Parameter, EditorRequired]
    public required Person Person { get; set; }

    /// <summary>Whether it is the reader.</summary>
    [Parameter]
    public bool IsYou { get; set; }

    /// <summary>Whether names, roles and passwords are kept here.</summary>
    [Parameter]
    public bool IsLocal { get; set; }

    /// <summary>What the reader may do.</summary>
    [Parameter, EditorRequired]
    public required Rights Rights { get; set; }

    /// <summary>Until when they have an invitation that can be used; null for none.</summary>
    [Parameter]
    public DateTimeOffset? InvitedUntil { get; set; }

    [Parameter]
    public EventCallback OnRevoke { get; set; }

    [Parameter]
    public EventCallback OnInvite { get; set; }

    [Parameter]
    public EventCallback OnRoles { get; set; }

    [Parameter]
    public EventCallback OnSessions { get; set; }

    [Parameter]
    public EventCallback OnRemove { get; set; }
}
