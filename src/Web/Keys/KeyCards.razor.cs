using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Web.Look;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>The three numbers of the active key.</summary>
public sealed partial class KeyCards(TimeProvider clock) : ComponentBase
{
    [Parameter, EditorRequired]
    public required KeyHistory History { get; set; }

    private long Used => History.Active.Encryptions;

    private long Limit => History.Rotation.MaxOperations;

    private string Term => History.Active.Term.ToString(CultureInfo.InvariantCulture);

    private string Installer => KeyTerms.Who(History.Terms[0]);

    // Seconds would stand still on the page.
    private string Age => clock.GetUtcNow() - History.Active.InstallTime is { TotalMinutes: >= 1 } age ? MomentWords.Span(age) : "Just made";

    private string Since => $"Installed {MomentWords.Plain(History.Active.InstallTime, clock.GetUtcNow())}";
}
