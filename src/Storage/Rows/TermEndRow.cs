using KeyCeremonyConsole.Ceremonies.Rotate;

namespace KeyCeremonyConsole.Storage.Rows;

/// <summary>A closed term. Triggers keep its records out, see the migration that made the table.</summary>
internal sealed class TermEndRow
{
    public required int Term { get; init; }
    public required string Head { get; init; }
    public required DateTimeOffset InstallTime { get; init; }
    public required long Encryptions { get; init; }
    public required DateTimeOffset RetiredAt { get; init; }
    public required string RetiredByName { get; init; }
    public required DateTimeOffset? DestroyedAt { get; init; }
    public required string? DestroyedByName { get; init; }

    public static TermEndRow Of(TermEnd e) => new()
    {
        Term = e.Term,
        Head = RecordRow.HeadOf(e.Term),
        InstallTime = e.InstallTime,
        Encryptions = e.Encryptions,
        RetiredAt = e.RetiredAt,
        RetiredByName = e.RetiredByName,
        DestroyedAt = e.DestroyedAt,
        DestroyedByName = e.DestroyedByName,
    };

    public TermEnd ToEnd() => new(Term, InstallTime, Encryptions, RetiredAt, RetiredByName, DestroyedAt, DestroyedByName);
}
