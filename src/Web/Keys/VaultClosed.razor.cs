using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>Stands where a page needs the vault's keys and they are not in memory; says who can change that.</summary>
public sealed partial class VaultClosed(Permissions permissions, AuthenticationStateProvider session) : ComponentBase
{
    private bool _mayPlan;

    [Parameter, EditorRequired]
    public required VaultView View { get; set; }

    /// <summary>What waits for it: "Secrets can be read and written once it is unsealed."</summary>
    [Parameter, EditorRequired]
    public required string Waits { get; set; }

    protected override async Task OnInitializedAsync() =>
        _mayPlan = (await permissions.OfAsync(await session.PersonIdAsync(), CancellationToken.None)).May(ConsoleActs.StartInitialise);

    private string Needed => View.Scheme switch
    {
        null => "Its holders are needed.",
        { Threshold: 1, Shares: 1 } => "Its one holder is needed.",
        { } scheme => $"Any {scheme.Threshold} of its {scheme.Shares} holders are needed.",
    };
}
