using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Web.Look;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>Where a participant stands, in words, shape and steps.</summary>
/// <param name="Kind">Colour and shape.</param>
/// <param name="Pill">A few words: "submitted 14:06 UTC".</param>
/// <param name="Detail">A line below the name.</param>
/// <param name="Reached">Steps taken, of <see cref="StandingDots.Steps"/>.</param>
/// <param name="Rank">Who is missing stands first, who is out of it last.</param>
public sealed record Standing(StandingKind Kind, string Pill, string Detail, int Reached, int Rank)
{
    private const int Missing = 0;
    private const int Done = 1;
    private const int Out = 2;

    public bool IsOut => Rank == Out;

    public static Standing Of(Participant p, CeremonyView view, DateTimeOffset now) =>
        p.Part is Part.Submitter ? OfSubmitter(p, view, now) : OfRecipient(p, view, now);

    private static Standing OfSubmitter(Participant p, CeremonyView view, DateTimeOffset now) => p switch
    {
        { OddAt: { } at } => new(StandingKind.Refused, "wrong share", $"what was given by {MomentWords.Plain(at, now)} is no share of this vault", 2, Out),
        { SubmittedAt: { } at } => new(StandingKind.Done, $"submitted {MomentWords.Plain(at, now)}", "", 4, Done),
        { DeclinedAt: not null } => new(StandingKind.Muted, "declined", p.DeclineReason is { Length: > 0 } reason ? $"cannot take part: {reason}" : "cannot take part", 1, Out),
        _ when view.Ceremony.Stage is CeremonyStage.Delivering or CeremonyStage.Completed =>
            new(StandingKind.Muted, "not needed", "enough others submitted", 0, Out),
        _ when !view.Ceremony.IsOpen => new(StandingKind.Muted, "not submitted", "", 0, Out),
        { ReadAt: not null } when IsHere(p, view) => new(StandingKind.Active, "has read it", "here now, compared the fingerprint", 3, Missing),
        { ReadAt: { } at } => new(StandingKind.Active, "has read it", $"compared the fingerprint at {MomentWords.Plain(at, now)}", 3, Missing),
        _ when IsHere(p, view) => new(StandingKind.Active, "here now", "reading the request", 2, Missing),
        _ => new(StandingKind.Waiting, "invited", "has not opened this page now", 1, Missing),
    };

    private static Standing OfRecipient(Participant p, CeremonyView view, DateTimeOffset now) => p switch
    {
        { ProvedAt: { } at } => new(StandingKind.Done, $"proved {MomentWords.Plain(at, now)}", "", 4, Done),
        _ when view.Ceremony.Stage is CeremonyStage.Cancelled or CeremonyStage.Expired =>
            new(StandingKind.Muted, "void", "a share of this ceremony opens nothing", 0, Out),
        { LostAt: { } at, RevealedAt: null } => new(StandingKind.Refused, "device lost", $"said at {MomentWords.Plain(at, now)} that the device for it is lost", 1, Missing),
        { LostAt: { } at } => new(StandingKind.Refused, "lost", $"said at {MomentWords.Plain(at, now)} that it is lost", 2, Missing),
        { StoredAt: { } at } when view.Ceremony.ProofsRequired == 0 => new(StandingKind.Done, $"stored {MomentWords.Plain(at, now)}", "", 3, Done),
        { StoredAt: not null } => new(StandingKind.Active, "stored", Here(p, view, "has to prove it"), 3, Missing),
        { RevealedAt: not null, Pgp: not null } => new(StandingKind.Active, "collected", Here(p, view, "has to decrypt and prove it"), 2, Missing),
        { RevealedAt: not null } => new(StandingKind.Active, "shown", Here(p, view, "has to store it"), 2, Missing),
        _ when view.Ceremony.Stage is CeremonyStage.Collecting => new(StandingKind.Waiting, "waiting", "until enough current shares are in", 0, Missing),
        _ => new(StandingKind.Waiting, "can collect", Here(p, view, "has not seen it yet"), 1, Missing),
    };

    private static bool IsHere(Participant p, CeremonyView view) => view.Here.Contains(p.Person);

    private static string Here(Participant p, CeremonyView view, string next) => IsHere(p, view) ? $"here now, {next}" : next;
}
