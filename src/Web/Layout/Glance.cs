using KeyCeremonyConsole.Web.Look;

namespace KeyCeremonyConsole.Web.Layout;

/// <summary>What the shell shows around every page. Comes as a cascading value; without one the pill says so.</summary>
/// <param name="Seal">What the pill looks like.</param>
/// <param name="Text">What it says: "Unsealed".</param>
/// <param name="Detail">Words beside it, where there is room: "Key term 7, installed 12 days ago".</param>
/// <param name="OpenCeremonies">How many ceremonies are under way; a number beside their menu entry.</param>
public sealed record Glance(SealLook Seal, string Text, string? Detail = null, int OpenCeremonies = 0)
{
    public static Glance Unknown { get; } = new(SealLook.Unknown, "State unknown");
}
