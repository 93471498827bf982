using KeyCeremonyConsole.Ceremonies;

namespace KeyCeremonyConsole.Storage.Rows;

internal sealed class ParticipantRow
{
    public required string Ceremony { get; init; }

    /// <summary>The place in the ceremony's list: its order is kept.</summary>
    public required int Position { get; init; }

    public required string Person { get; init; }
    public required string Name { get; init; }
    public required Part Part { get; init; }
    public required int ShareNumber { get; init; }
    public required string? PgpFingerprint { get; init; }

    /// <summary>The key in base64.</summary>
    public required string? PgpKey { get; init; }

    public required DateTimeOffset? ReadAt { get; init; }
    public required DateTimeOffset? SubmittedAt { get; init; }
    public required DateTimeOffset? OddAt { get; init; }
    public required DateTimeOffset? DeclinedAt { get; init; }
    public required string? DeclineReason { get; init; }
    public required DateTimeOffset? RevealedAt { get; init; }
    public required DateTimeOffset? StoredAt { get; init; }
    public required DateTimeOffset? ProvedAt { get; init; }
    public required DateTimeOffset? LostAt { get; init; }
    public required int RefusedTries { get; init; }

    public static ParticipantRow Of(CeremonyId ceremony, int position, Participant p) => new()
    {
        Ceremony = ceremony.Value,
        Position = position,
        Person = p.Person.Value,
        Name = p.Name,
        Part = p.Part,
        ShareNumber = p.ShareNumber,
        PgpFingerprint = p.Pgp?.Fingerprint,
        PgpKey = p.Pgp?.Base64,
        ReadAt = p.ReadAt,
        SubmittedAt = p.SubmittedAt,
        OddAt = p.OddAt,
        DeclinedAt = p.DeclinedAt,
        DeclineReason = p.DeclineReason,
        RevealedAt = p.RevealedAt,
        StoredAt = p.StoredAt,
        ProvedAt = p.ProvedAt,
        LostAt = p.LostAt,
        RefusedTries = p.RefusedTries,
    };

    public Participant ToParticipant() => new(new PersonId(Person), Name, Part, ShareNumber)
    {
        Pgp = PgpColumns.Read(PgpFingerprint, PgpKey),
        ReadAt = ReadAt,
        SubmittedAt = SubmittedAt,
        OddAt = OddAt,
        DeclinedAt = DeclinedAt,
        DeclineReason = DeclineReason,
        RevealedAt = RevealedAt,
        StoredAt = StoredAt,
        ProvedAt = ProvedAt,
        LostAt = LostAt,
        RefusedTries = RefusedTries,
    };
}
