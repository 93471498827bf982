using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Web.Look;

namespace KeyCeremonyConsole.Web.Ceremonies;

/// <summary>What happens in a ceremony, step by step.</summary>
public static class CeremonySteps
{
    public static IReadOnlyList<TrailStep> Of(Ceremony c) => c.Kind switch
    {
        CeremonyKind.Initialise => Initialise(c),
        CeremonyKind.Rekey => Rekey(c),
        CeremonyKind.Migrate => Migrate(c),
        CeremonyKind.GenerateRoot => GenerateRoot(c),
        _ => Unseal(c),
    };

    private static List<TrailStep> Unseal(Ceremony c) =>
    [
        new("The vault is sealed, its holders are asked", TrailState.Done),
        Submitting(c, "Holders submit their shares"),
        new("The vault opens", Then(c.Stage is CeremonyStage.Completed, false)),
    ];

    private static List<TrailStep> Rekey(Ceremony c) =>
    [
        new("Parameters fixed, people invited", TrailState.Done),
        .. c.CurrentScheme is null ? Array.Empty<TrailStep>() : [Submitting(c, "Current holders submit")],
        .. Delivery(c, c.Stage is not CeremonyStage.Collecting),
        new("The new shares take over", Then(c.Stage is CeremonyStage.Completed, c.ProofsComplete)),
    ];

    private static List<TrailStep> Migrate(Ceremony c) =>
    [
        new("Parameters fixed, people invited", TrailState.Done),
        Submitting(c, "Current holders submit"),
        new(c.Target is ShareTarget.Recovery ? "The seal provider opens the vault" : "The holders open the vault", Then(c.Stage is CeremonyStage.Completed, false)),
    ];

    private static List<TrailStep> GenerateRoot(Ceremony c) =>
    [
        new(c.TokenKey is null ? "One-time password shown, people invited" : "Key chosen, people invited", TrailState.Done),
        Submitting(c, "Current holders submit"),
        new($"{c.StartedByName} collects the token", Then(done: false, now: c.Stage is CeremonyStage.Completed)),
    ];

    private static List<TrailStep> Initialise(Ceremony c) => c.Target is ShareTarget.Recovery
        ?
        [
            new("Keys made, the vault is open", TrailState.Done),
            .. c.NewScheme is null ? [] : Delivery(c, dealt: true),
            .. c.NewScheme is null ? Array.Empty<TrailStep>() : [new("The recovery shares count", Then(c.Stage is CeremonyStage.Completed, c.ProofsComplete))],
        ]
        :
        [
            new("Keys made, shares dealt", TrailState.Done),
            .. Delivery(c, dealt: true),
            new("Holders unseal the vault", Then(done: false, now: c.Stage is CeremonyStage.Completed)),
        ];

    private static IEnumerable<TrailStep> Delivery(Ceremony c, bool dealt)
    {
        int all = c.NewScheme!.Shares;
        int seen = Progress.Seen(c);
        bool collected = seen == all;
        yield return new(
            all == 1 ? "The new share, shown to its holder once" : $"{all} new shares, each to its holder, once",
            Then(collected, dealt),
            dealt ? $"{seen} of {all} collected" : null);
        if (c.ProofsRequired > 0)
        {
            bool proved = c.Proved >= c.ProofsRequired;
            yield return new(
                c.ProofsRequired == all ? "Every new holder proves theirs" : $"{c.ProofsRequired} new holders prove theirs",
                Then(proved, dealt && collected),
                dealt ? $"{c.Proved} of {c.ProofsRequired}" : null);
        }
    }

    private static TrailStep Submitting(Ceremony c, string title) =>
        new(title, Then(c.Stage is not CeremonyStage.Collecting, true), $"{c.Received} of {c.Required}");

    private static TrailState Then(bool done, bool now) => done ? TrailState.Done : now ? TrailState.Now : TrailState.Next;
}
