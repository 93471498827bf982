using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Storage.Tests;

/// <summary>Made-up people and ceremonies. The moment is odd to the last tick, since a store may not round it.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Noon = new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);

    public static readonly DeviceId Phone = new("phone");

    public static AuditDraft Draft(string act = "test.act", string subject = "", string outcome = AuditDraft.DoneOutcome) =>
        new(Noon, "system", "The console", act, subject, outcome, "Something happened.");

    public static Commit Nothing(string act = "test.act") => new(Draft(act));

    public static Person Person(string name, string? external = null) =>
        new(PersonId.New(), name, name, Roles.Holder | Roles.Auditor, PersonState.Active, Noon, external)
        {
            Pgp = Key,
        };

    public static PgpKey Key { get; } = new("0123456789abcdef0123456789abcdef01234567", "mDMEZQ==");

    public static Invitation Invitation(PersonId person, string codeHash, int minutes = 0) => new(
        codeHash, person, PersonId.New(), Noon.AddMinutes(minutes), Noon.AddDays(1), null);

    public static Ceremony Ceremony(CeremonyKind kind = CeremonyKind.Rekey) => new()
    {
        Id = CeremonyId.New(),
        Kind = kind,
        Stage = CeremonyStage.Collecting,
        Nonce = CeremonyNonce.New(),
        Attempt = 1,
        StartedBy = PersonId.New(),
        StartedByName = "Ada",
        StartedAt = Noon,
        ExpiresAt = Noon.AddHours(24),
        Target = ShareTarget.Recovery,
        SealType = "transit",
        Reason = "A holder left.",
        CurrentSet = "set-1",
        CurrentScheme = ShareScheme.Of(3, 2),
        MoreAsked = 1,
        NewSet = "set-2",
        NewScheme = ShareScheme.Of(5, 3),
        Verification = VerificationPolicy.Threshold,
        Backup = true,
        TokenKey = Key,
        Participants =
        [
            new Participant(PersonId.New(), "Zoë", Part.Submitter, 2),
            new Participant(PersonId.New(), "Ada", Part.Submitter, 1) { SubmittedAt = Noon, ReadAt = Noon, RefusedTries = 2 },
            new Participant(PersonId.New(), "Ada", Part.Recipient, 1)
            {
                Pgp = Key,
                OddAt = Noon,
                DeclinedAt = Noon,
                DeclineReason = "On leave.",
                RevealedAt = Noon,
                StoredAt = Noon,
                ProvedAt = Noon,
                LostAt = Noon,
            },
        ],
    };

    /// <summary>The next version of it, ended.</summary>
    public static Ceremony Ended(this Ceremony ceremony, DateTimeOffset at) => ceremony with
    {
        Stage = CeremonyStage.Cancelled,
        EndedAt = at,
        EndedByName = "Ada",
        EndReason = "Wrong roster.",
        Version = ceremony.Version + 1,
    };

    public static Ceremony Next(this Ceremony ceremony) => ceremony with { Version = ceremony.Version + 1 };

    public static void Same(Ceremony expected, Ceremony? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Participants, actual.Participants);
        Assert.Equal(expected, actual with { Participants = expected.Participants });
    }
}
