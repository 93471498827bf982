using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>All shares that were dealt together.</summary>
/// <param name="Id">16 random bytes, in lower-case hexadecimal.</param>
/// <param name="Generation">1 for the set of the initialisation, one more for each rekey that took effect.</param>
/// <param name="Scheme">How many, and how many of them are needed.</param>
/// <param name="Created">When they were dealt.</param>
/// <param name="Replaced">When the next set took effect; <see langword="null"/> before.</param>
public sealed record ShareSet(
    string Id,
    int Generation,
    ShareScheme Scheme,
    DateTimeOffset Created,
    DateTimeOffset? Replaced)
{
    /// <summary>What its shares are good for. A migration to another kind of seal changes it, and keeps the shares.</summary>
    public ShareTarget Target { get; init; }
}
