using KeyCeremonyConsole.Ceremonies.People;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.People;

/// <summary>Which roles somebody has, each with what it may do.</summary>
public sealed partial class RolesField : ComponentBase
{
    [Parameter, EditorRequired]
    public required Roles Value { get; set; }

    [Parameter]
    public EventCallback<Roles> ValueChanged { get; set; }

    private Task ToggleAsync(Roles role, ChangeEventArgs e) =>
        ValueChanged.InvokeAsync(e.Value is true ? Value | role : Value & ~role);
}
