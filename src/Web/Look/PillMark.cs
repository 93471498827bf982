using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>The small drawing in a pill: a shape for each meaning, so that none rests on colour.</summary>
internal static class PillMark
{
    private static readonly Dictionary<string, MarkupString> Marks = new()
    {
        ["done"] = Svg("""<path d="m3 8.5 3.2 3.2L13 5"/>"""),
        ["active"] = Svg("""<circle cx="8" cy="8" r="5.5"/><path class="solid" d="M8 2.5a5.5 5.5 0 0 1 0 11Z"/>"""),
        ["waiting"] = Svg("""<circle cx="8" cy="8" r="5.5"/>"""),
        ["refused"] = Svg("""<path d="m4 4 8 8M12 4l-8 8"/>"""),
        ["muted"] = Svg("""<path d="M4 8h8"/>"""),
        ["unsealed"] = Svg("""<rect class="solid" x="2.5" y="7" width="11" height="7.5" rx="1.6"/><path d="M5 7V4.6a2.9 2.9 0 0 1 5.6-1"/>"""),
        ["sealed"] = Svg("""<rect class="solid" x="2.5" y="7" width="11" height="7.5" rx="1.6"/><path d="M5 7V4.6a3 3 0 0 1 6 0V7"/>"""),
    };

    /// <param name="kind">The pill's class without its prefix.</param>
    public static MarkupString For(string kind) => Marks[kind];

    private static MarkupString Svg(string inside) =>
        new($"""<svg class="pill-mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{inside}</svg>""");
}
