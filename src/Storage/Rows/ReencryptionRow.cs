using KeyCeremonyConsole.Ceremonies.Rotate;

namespace KeyCeremonyConsole.Storage.Rows;

internal sealed class ReencryptionRow
{
    public required int Number { get; init; }
    public required ReencryptionState State { get; init; }
    public required string StartedByName { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required long Total { get; init; }
    public required long Done { get; init; }
    public required long Unreadable { get; init; }
    public required int Term { get; init; }
    public required string After { get; init; }
    public required string? PausedByName { get; init; }
    public required DateTimeOffset? EndedAt { get; init; }

    public static ReencryptionRow Of(Reencryption r) => new()
    {
        Number = r.Number,
        State = r.State,
        StartedByName = r.StartedByName,
        StartedAt = r.StartedAt,
        Total = r.Total,
        Done = r.Done,
        Unreadable = r.Unreadable,
        Term = r.Term,
        After = r.After,
        PausedByName = r.PausedByName,
        EndedAt = r.EndedAt,
    };

    public Reencryption ToReencryption() => new(
        Number, State, StartedByName, StartedAt, Total, Done, Unreadable, Term, After, PausedByName, EndedAt);
}
