using KeyCeremonyConsole.Ceremonies.Audit;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Audit;

/// <summary>Entries of the log, one a row.</summary>
public sealed partial class AuditTable : ComponentBase
{
    [Parameter, EditorRequired]
    public required IReadOnlyList<AuditEntry> Entries { get; set; }

    /// <summary>What the page shows now; a row's link narrows it.</summary>
    [Parameter, EditorRequired]
    public required AuditFilter Filter { get; set; }

    private static string Who(AuditDraft draft) => draft.Actor switch
    {
        "system" => "The console",
        "anonymous" => draft.ActorName.Length == 0 ? "Somebody not signed in" : $"“{draft.ActorName}”, not signed in",
        _ => draft.ActorName,
    };

    // An id is cut, a path is not: its end tells it from its neighbours.
    private static string Short(string subject) => Guid.TryParseExact(subject, "D", out _) ? $"{subject[..8]}…" : subject;
}
