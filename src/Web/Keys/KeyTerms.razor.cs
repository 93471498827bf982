using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Web.Look;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>All terms as a time line and a table. A keyring of thousands is shown in pages.</summary>
public sealed partial class KeyTerms(TimeProvider clock) : ComponentBase
{
    private const int Page = 50;

    private int _count = Page;

    /// <summary>Newest first.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<TermLine> Terms { get; set; }

    private IEnumerable<TermLine> Shown => Terms.Take(_count);

    private List<KeyTermBlock> Blocks =>
        [.. Shown.Reverse().Select(l => new KeyTermBlock(l.Term.Term, l.Term.InstallTime, l.Term.Active, l.Term.Encryptions))];

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

    private void ShowOlder() => _count += Page;
}
