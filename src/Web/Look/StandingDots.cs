using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>
/// How many of its steps someone has taken, small enough for a row. One piece of markup for each number, since a page
/// has many of them: see decision 0016.
/// </summary>
internal static class StandingDots
{
    /// <summary>How many steps there are.</summary>
    public const int Steps = 4;

    private static readonly MarkupString[] Made = [.. Enumerable.Range(0, Steps + 1).Select(Make)];

    /// <param name="reached">From 0 to <see cref="Steps"/>.</param>
    public static MarkupString Of(int reached) => Made[reached];

    private static MarkupString Make(int reached)
    {
        string taken = string.Concat(Enumerable.Repeat("""<span class="reached"></span>""", reached));
        string ahead = string.Concat(Enumerable.Repeat("<span></span>", Steps - reached));
        return new MarkupString($"""<span class="dots" role="img" aria-label="{reached} of {Steps} steps">{taken}{ahead}</span>""");
    }
}
