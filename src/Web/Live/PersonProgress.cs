using KeyCeremonyConsole.Ceremonies;

namespace KeyCeremonyConsole.Web.Live;

/// <summary>One person's part in a ceremony and how far they have come.</summary>
/// <param name="Id">Who.</param>
/// <param name="Name">Their name when the ceremony began.</param>
/// <param name="Part">"Submitter" or "Recipient"; someone who is both has two rows.</param>
/// <param name="ShareNumber">Which share of the set, 1 to N.</param>
/// <param name="Here">Whether they have the ceremony open now.</param>
public sealed record PersonProgress(string Id, string Name, string Part, int ShareNumber, bool Here)
{
    public DateTimeOffset? ReadAt { get; init; }

    public DateTimeOffset? SubmittedAt { get; init; }

    public DateTimeOffset? DeclinedAt { get; init; }

    public DateTimeOffset? RevealedAt { get; init; }

    public DateTimeOffset? StoredAt { get; init; }

    public DateTimeOffset? ProvedAt { get; init; }

    public DateTimeOffset? LostAt { get; init; }

    public static PersonProgress Of(Participant p, bool here)
    {
        ArgumentNullException.ThrowIfNull(p);
        return new PersonProgress(p.Person.Value, p.Name, p.Part.ToString(), p.ShareNumber, here)
        {
            ReadAt = p.ReadAt,
            SubmittedAt = p.SubmittedAt,
            DeclinedAt = p.DeclinedAt,
            RevealedAt = p.RevealedAt,
            StoredAt = p.StoredAt,
            ProvedAt = p.ProvedAt,
            LostAt = p.LostAt,
        };
    }
}
