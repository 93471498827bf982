//
//  Shamir's secret sharing over GF(2^8), byte by byte: "How to share a secret", CACM 22 (1979).
//
//  A share is y_0 … y_(L-1), then x: one byte longer than the secret, x last, x from 1 to 255.
//  x = 0 would be the secret itself. Vault and OpenBao use the same layout.
//
//  No integrity: any T well-formed shares give some L bytes. Whether they are the secret is known
//  only when the result opens something.
//
using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sharing;

/// <summary>Cuts a secret into shares and puts it together again, interchangeably with Vault.</summary>
public static class ShamirSharing
{
    // For each point; nearly always enough. Asking the system a second time costs more than the bytes.
    private const int SpareDraws = 8;

    /// <summary>Shares of a secret, in no order that means anything.</summary>
    /// <param name="secret">At least one byte.</param>
    /// <param name="scheme">For 1 of 1 the only share is a copy of the secret, without x.</param>
    /// <returns>N shares, each one byte longer than the secret. The caller disposes them.</returns>
    /// <exception cref="ArgumentException">The secret is empty.</exception>
    public static IReadOnlyList<SecretBytes> Split(SecretBytes secret, ShareScheme scheme) =>
        Split(secret, scheme, SharingPath.Best);

    /// <summary>The secret, from at least T of its shares. Fewer, or foreign ones, give other bytes without an error.</summary>
    /// <param name="shares">In any order; more than T is fine. The caller keeps them.</param>
    /// <exception cref="ArgumentException">They cannot be shares of one secret; the messages are Vault's, save that for x = 0.</exception>
    public static SecretBytes Combine(IReadOnlyList<SecretBytes> shares) => Combine(shares, SharingPath.Best);

    internal static IReadOnlyList<SecretBytes> Split(SecretBytes secret, ShareScheme scheme, SharingPath path)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(scheme);
        if (secret.Length == 0)
        {
            throw new ArgumentException("cannot split an empty secret");
        }

        if (scheme.Shares == 1)
        {
            return [secret.Copy()];
        }

        // Every coefficient is uniform, zero included, also the leading one. Leaving zero out looks
        // safer, but tells T-1 holders which secrets are impossible.
        int coefficients = secret.Length * (scheme.Threshold - 1);
        using SecretBytes random = SecretBytes.Random(coefficients + (SpareDraws * scheme.Shares));
        Span<byte> points = stackalloc byte[scheme.Shares];
        FillWithPoints(points, random.Fill()[coefficients..]);
        var shares = new SecretBytes[scheme.Shares];
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = SecretBytes.Allocate(secret.Length + 1);
            Span<byte> share = shares[i].Fill();
            path.Evaluate(share[..^1], points[i], random.Borrow()[..coefficients], secret.Borrow());
            share[^1] = points[i];
        }

        return shares;
    }

    internal static SecretBytes Combine(IReadOnlyList<SecretBytes> shares, SharingPath path)
    {
        ArgumentNullException.ThrowIfNull(shares);
        Span<byte> points = stackalloc byte[Math.Min(shares.Count, ShareScheme.MaxShares + 1)];
        ReadPoints(shares, points);
        Span<byte> weights = stackalloc byte[points.Length];
        path.WeightsAtZero(weights, points);
        SecretBytes secret = SecretBytes.Allocate(shares[0].Length - 1);
        Span<byte> sum = secret.Fill();
        for (int i = 0; i < weights.Length; i++)
        {
            path.AddScaled(sum, weights[i], shares[i].Borrow()[..^1]);
        }

        return secret;
    }

    // Random bytes in a row, without zero and what came before: any points, in any order, are as likely.
    private static void FillWithPoints(Span<byte> points, Span<byte> random)
    {
        Span<bool> taken = stackalloc bool[ShareScheme.MaxShares + 1];
        taken.Clear();
        taken[0] = true;
        int filled = 0;
        while (true)
        {
            foreach (byte x in random)
            {
                if (!taken[x])
                {
                    taken[x] = true;
                    points[filled++] = x;
                    if (filled == points.Length)
                    {
                        return;
                    }
                }
            }

            RandomNumberGenerator.Fill(random);
        }
    }

    private static void ReadPoints(IReadOnlyList<SecretBytes> shares, Span<byte> points)
    {
        if (shares.Count < 2)
        {
            throw new ArgumentException("less than two parts cannot be used to reconstruct the secret");
        }

        int length = shares[0].Length;
        if (length < 2)
        {
            throw new ArgumentException("parts must be at least two bytes");
        }

        for (int i = 0; i < points.Length; i++)
        {
            points[i] = Point(shares[i], length);
            if (points[..i].Contains(points[i]))
            {
                throw new ArgumentException("duplicate part detected"); // At the latest for the 256th.
            }
        }
    }

    private static byte Point(SecretBytes share, int length)
    {
        if (share.Length != length)
        {
            throw new ArgumentException("all parts must be the same length");
        }

        byte x = share.Borrow()[^1];
        return x != 0 ? x : throw new ArgumentException("a part ends in zero, which no share does");
    }
}
