using KeyCeremonyConsole.Ceremonies.Witness;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Witness;

/// <summary>One ceremony for somebody without an account: to see, and for nothing else. A script loads it anew when something moves.</summary>
public sealed partial class WitnessPage(OpenWitnessLink open, TimeProvider clock) : ComponentBase
{
    private WitnessSight _sight = WitnessSight.Nothing;

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    /// <summary>The secret part of the link.</summary>
    [Parameter]
    public required string Code { get; set; }

    private DateTimeOffset Now => clock.GetUtcNow();

    protected override async Task OnInitializedAsync()
    {
        _sight = await open.LookAsync(Code, HttpContext.RequestAborted);
        if (_sight.View is null)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status410Gone; // A 404 would become the page that leads to all others.
        }
    }
}
