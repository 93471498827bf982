using KeyCeremonyConsole.Ceremonies.Audit;

namespace KeyCeremonyConsole.Storage.Rows;

internal sealed class AuditRow
{
    public required long Number { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Actor { get; init; }
    public required string ActorName { get; init; }
    public required string Act { get; init; }
    public required string Subject { get; init; }
    public required string Outcome { get; init; }
    public required string Detail { get; init; }
    public required byte[] Hash { get; init; }

    public static AuditRow Of(AuditEntry entry) => new()
    {
        Number = entry.Number,
        At = entry.Draft.At,
        Actor = entry.Draft.Actor,
        ActorName = entry.Draft.ActorName,
        Act = entry.Draft.Act,
        Subject = entry.Draft.Subject,
        Outcome = entry.Draft.Outcome,
        Detail = entry.Draft.Detail,
        Hash = entry.Hash,
    };

    public AuditEntry ToEntry() =>
        new(Number, new AuditDraft(At, Actor, ActorName, Act, Subject, Outcome, Detail), Hash);
}
