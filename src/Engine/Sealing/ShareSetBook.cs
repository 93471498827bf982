using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Every share set there ever was. Never changes: each step makes another book.</summary>
/// <param name="Sets">Oldest first; at most one current, at most one pending.</param>
internal sealed record ShareSetBook(IReadOnlyList<DealtSet> Sets)
{
    internal static ShareSetBook Empty { get; } = new([]);

    internal DealtSet? Current => Sets.SingleOrDefault(set => set.Standing == SetStanding.Current);

    internal DealtSet? Pending => Sets.SingleOrDefault(set => set.Standing == SetStanding.Pending);

    /// <summary>The generation that a rekey would begin.</summary>
    internal int NextGeneration => (Current?.Set.Generation ?? 0) + 1;

    internal ShareVerdict Judge(SecretBytes share)
    {
        ShareVerdict verdict = ShareVerdict.Unknown;
        foreach (DealtSet dealt in Sets)
        {
            int number = dealt.NumberOf(share);
            verdict = number > 0 ? new ShareVerdict(dealt.Set, dealt.Standing, number) : verdict;
        }

        return verdict;
    }

    internal ShareSetBook With(DealtSet dealt) => new([.. Sets, dealt]);

    internal ShareSetBook WithoutPending() =>
        new([.. Sets.Where(set => set.Standing != SetStanding.Pending)]);

    /// <summary>The pending set becomes the current one, and the current one history.</summary>
    internal ShareSetBook Promote(DateTimeOffset now) => new([.. Sets.Select(dealt => dealt.Standing switch
    {
        SetStanding.Current => dealt with
        {
            Standing = SetStanding.Replaced,
            Set = dealt.Set with { Replaced = now },
        },
        SetStanding.Pending => dealt with { Standing = SetStanding.Current },
        _ => dealt,
    })]);

    /// <summary>The shares of the current set stay what they are, and are good for something else from now on.</summary>
    internal ShareSetBook Retarget(ShareTarget target) => new([.. Sets.Select(dealt =>
        dealt.Standing == SetStanding.Current ? dealt with { Set = dealt.Set with { Target = target } } : dealt)]);
}
