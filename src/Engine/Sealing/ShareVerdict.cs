namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Which set a share belongs to.</summary>
/// <param name="Set"><see langword="null"/> when it belongs to no known set.</param>
/// <param name="Standing">What that set is good for.</param>
/// <param name="Number">Its position as dealt, 1 to N; 0 without a set.</param>
public sealed record ShareVerdict(ShareSet? Set, SetStanding? Standing, int Number)
{
    /// <summary>It belongs to no known set.</summary>
    public static ShareVerdict Unknown { get; } = new(null, null, 0);
}
