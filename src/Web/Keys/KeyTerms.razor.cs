using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Web.Look;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>All terms as a time line and a table. A keyring of thousands is shown in pages.</summary>
public sealed partial class KeyTerms(TimeProvider clock) : ComponentBase
{
    private const int Page = 50;
    private const int Bars = 12; // What fits without scrolling past the table.

    private int _count = Page;

    /// <summary>Newest first.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<TermLine> Terms { get; set; }

    /// <summary>Asks to retire or destroy a term. Set only for those who may.</summary>
    [Parameter]
    public EventCallback<TermLine> End { get; set; }

    private IEnumerable<TermLine> Shown => Terms.Take(_count);

    private List<KeyTermBlock> Blocks => [.. Shown.Reverse().Select(Block)];

    private List<KeyTermBlock> Charted => [.. Terms.Take(Bars).Select(Block)];

    private string Summary =>
        _count < Terms.Count ? $"the newest {_count} of {Terms.Count} terms"
        : Terms.Count == 1 ? "one term"
        : $"{Terms.Count} terms";

    /// <summary>"Ada Okafor: planned"; a term of another Vault has no note.</summary>
    internal static string Who(TermLine line) => (line.ByName, line.Reason) switch
    {
        ("", _) => "Not recorded here",
        (string name, "" or "Not given") => $"{name}, no reason given",
        (string name, string reason) => $"{name}: {reason}",
    };

    private static KeyTermBlock Block(TermLine line) =>
        new(line.Term.Term, line.Term.InstallTime, line.Term.Active, line.Term.Encryptions);

    private static bool CanEnd(TermLine line) =>
        line is { Term.Active: false, Records: 0 } && line.End?.DestroyedAt is null;

    private static string? Ended(TermLine line) => line.End is { DestroyedAt: not null } ? "destroyed" : line.Term.Retired ? "retired" : null;

    private static string? EndedBy(TermLine line) => line.End switch
    {
        { DestroyedAt: not null } end => $"Retired by {end.RetiredByName}, destroyed by {end.DestroyedByName}",
        { } end => $"Retired by {end.RetiredByName}",
        null => null,
    };

    private static string Needed(TermLine line) => line.Records == 1
        ? "1 record needs it. Re-encrypt old records first."
        : $"{KeyUse.Records(line.Records)} need it. Re-encrypt old records first.";

    private void ShowOlder() => _count += Page;
}
