using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Web.Ceremonies;
using KeyCeremonyConsole.Web.Look;
using Xunit;

namespace KeyCeremonyConsole.Web.Tests.Ceremonies;

public sealed class StandingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 14, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset At = Now.AddMinutes(-24);

    private static readonly Participant Submitter = new(PersonId.New(), "Ben", Part.Submitter, 2);
    private static readonly Participant Recipient = new(PersonId.New(), "Ines", Part.Recipient, 3);

    public static TheoryData<Participant, CeremonyStage, bool, string, StandingKind, int> Standings => new()
    {
        { Submitter, CeremonyStage.Collecting, false, "invited", StandingKind.Waiting, 1 },
        { Submitter, CeremonyStage.Collecting, true, "here now", StandingKind.Active, 2 },
        { Submitter with { ReadAt = At }, CeremonyStage.Collecting, true, "has read it", StandingKind.Active, 3 },
        { Submitter with { ReadAt = At, SubmittedAt = At }, CeremonyStage.Collecting, false, "submitted 14:06 UTC", StandingKind.Done, 4 },
        { Submitter with { DeclinedAt = At, DeclineReason = "travelling" }, CeremonyStage.Collecting, false, "declined", StandingKind.Muted, 1 },
        { Submitter, CeremonyStage.Delivering, false, "not needed", StandingKind.Muted, 0 },
        { Submitter, CeremonyStage.Cancelled, false, "not submitted", StandingKind.Muted, 0 },
        { Recipient, CeremonyStage.Collecting, false, "waiting", StandingKind.Waiting, 0 },
        { Recipient, CeremonyStage.Delivering, false, "can collect", StandingKind.Waiting, 1 },
        { Recipient with { RevealedAt = At }, CeremonyStage.Delivering, false, "shown", StandingKind.Active, 2 },
        { Recipient with { RevealedAt = At, StoredAt = At }, CeremonyStage.Delivering, false, "stored", StandingKind.Active, 3 },
        { Recipient with { RevealedAt = At, StoredAt = At, ProvedAt = At }, CeremonyStage.Delivering, false, "proved 14:06 UTC", StandingKind.Done, 4 },
        { Recipient with { RevealedAt = At, LostAt = At }, CeremonyStage.Delivering, false, "lost", StandingKind.Refused, 2 },
        { Recipient with { RevealedAt = At }, CeremonyStage.Cancelled, false, "void", StandingKind.Muted, 0 },
    };

    [Theory]
    [MemberData(nameof(Standings))]
    public void Every_standing_has_its_words_and_its_shape(
        Participant person, CeremonyStage stage, bool here, string pill, StandingKind kind, int reached)
    {
        var standing = Standing.Of(person, View(person, stage, here), Now);

        Assert.Equal((pill, kind, reached), (standing.Pill, standing.Kind, standing.Reached));
    }

    [Fact]
    public void A_decline_gives_its_reason()
    {
        Participant declined = Submitter with { DeclinedAt = At, DeclineReason = "travelling" };

        var standing = Standing.Of(declined, View(declined, CeremonyStage.Collecting, false), Now);

        Assert.Equal("cannot take part: travelling", standing.Detail);
        Assert.True(standing.IsOut);
    }

    private static CeremonyView View(Participant person, CeremonyStage stage, bool here)
    {
        var ceremony = new Ceremony
        {
            Id = CeremonyId.New(),
            Kind = CeremonyKind.Rekey,
            Stage = stage,
            Nonce = CeremonyNonce.New(),
            Attempt = 1,
            StartedBy = null,
            StartedByName = "Ada",
            StartedAt = At,
            ExpiresAt = null,
            Reason = "Ines leaves the team",
            CurrentScheme = ShareScheme.Of(5, 3),
            NewScheme = ShareScheme.Of(7, 4),
            Participants = [person],
        };
        return new CeremonyView(ceremony, Fingerprint.Of(ceremony), here ? new HashSet<PersonId> { person.Person } : new HashSet<PersonId>());
    }
}
