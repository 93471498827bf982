using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Web.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>Where the link or QR code of an invitation to a ceremony leads.</summary>
public sealed partial class JoinPage(
    Watch watch, ManagePeople people, AuthenticationStateProvider authentication, NavigationManager navigation) : ComponentBase
{
    private Ceremony? _ended;
    private bool _unknown;
    private IReadOnlyList<string> _administrators = [];

    /// <summary>The ceremony's id.</summary>
    [Parameter]
    public required string Code { get; set; }

    private string Ask => _administrators.Count == 0
        ? "An administrator can start a new ceremony or send you the right link."
        : $"{CeremonyWords.InWords([.. _administrators.Take(3)])} can start a new ceremony or send you the right link.";

    protected override async Task OnInitializedAsync()
    {
        CeremonyView? view = await watch.CeremonyAsync(new CeremonyId(Code), CancellationToken.None);
        if (view?.Ceremony.IsOpen == true)
        {
            navigation.NavigateTo($"/ceremonies/{Code}", replace: true);
            return;
        }

        IReadOnlyList<Person> all = await people.ListAsync(await authentication.PersonIdAsync(), CancellationToken.None);
        _administrators = [.. all.Where(p => p.Is(Roles.Administrator)).Select(p => p.Name)];
        _ended = view?.Ceremony;
        _unknown = view is null;
    }
}
