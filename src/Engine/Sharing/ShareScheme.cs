using System.Diagnostics.CodeAnalysis;

namespace KeyCeremonyConsole.Engine.Sharing;

/// <summary>How many shares there are, and how many of them give the key back: T of N, only ever valid.</summary>
/// <remarks>Valid are 1 of 1, where the share is the key itself, and 2 ≤ T ≤ N ≤ 255.</remarks>
public sealed record ShareScheme
{
    /// <summary>x = 0 is the secret itself, which leaves 255 points of GF(2^8) for shares.</summary>
    public const int MaxShares = 255;

    private ShareScheme(int shares, int threshold)
    {
        Shares = shares;
        Threshold = threshold;
    }

    /// <summary>N: how many shares are dealt, 1 to 255.</summary>
    public int Shares { get; }

    /// <summary>T: how many shares give the key back, 1 to N.</summary>
    public int Threshold { get; }

    /// <summary>A scheme, or what is wrong with the numbers in Vault's words.</summary>
    /// <param name="shares">N.</param>
    /// <param name="threshold">T.</param>
    /// <param name="scheme">Set when the numbers are allowed.</param>
    /// <param name="problem">Set when they are not: the first rule they break.</param>
    public static bool TryCreate(
        int shares,
        int threshold,
        [NotNullWhen(true)] out ShareScheme? scheme,
        [NotNullWhen(false)] out string? problem)
    {
        problem = Problem(shares, threshold);
        scheme = problem is null ? new ShareScheme(shares, threshold) : null;
        return problem is null;
    }

    /// <summary>A scheme of numbers that are known to be allowed.</summary>
    /// <param name="shares">N.</param>
    /// <param name="threshold">T.</param>
    /// <exception cref="ArgumentException">They are not; the message is that of <see cref="TryCreate"/>.</exception>
    public static ShareScheme Of(int shares, int threshold) =>
        TryCreate(shares, threshold, out ShareScheme? scheme, out string? problem)
            ? scheme
            : throw new ArgumentException(problem);

    // Vault's order: clients show the first text only, so the order is part of the behaviour.
    private static string? Problem(int shares, int threshold) => (shares, threshold) switch
    {
        ( < 1, _) => "shares must be at least one",
        (_, < 1) => "threshold must be at least one",
        ( > 1, < 2) => "threshold must be greater than one for multiple shares",
        ( > MaxShares, _) => "shares must be less than 256",
        (_, > MaxShares) => "threshold must be less than 256",
        _ when threshold > shares => "threshold cannot be larger than shares",
        _ => null,
    };
}
