using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Engine.Benchmarks;

/// <summary>
/// Whether secrets show in the time taken: fixed against random inputs in random order, Welch's t-test, as in
/// "Dude, is my code constant time?" (Reparaz, Balasch, Verbauwhede, 2017). The slowest samples are other programs'
/// doing; so the test is repeated on what is left below several percentiles, and the largest |t| counts.
/// </summary>
internal static class TimingCheck
{
    private const double Limit = 4.5;
    private const int Kinds = 4096; // Different random inputs, all drawn before anything is timed.
    private const int Repeats = 4; // Of the call within one sample: the clock is coarse.

    private static readonly double[] Kept = [1, 0.99, 0.9, 0.5];

    public static int Run(int samples)
    {
        // A method that leaks must be found out, or the others' passing means nothing.
        bool passed = !Check("control, which leaks and must not pass", samples, 33, FirstByteSet);
        foreach (SharingPath path in SharingPath.All)
        {
            passed &= Check($"split, {path.Name}", samples, 3 * 32, input => Split(path, input));
            using var hands = new Hands();
            passed &= Check($"combine, {path.Name}", samples, 3 * 32, input => hands.Combine(path, input));
        }

        using SecretBytes share = SecretBytes.Allocate(33);
        SecretBytes[] shares = [.. Enumerable.Range(0, 5).Select(_ => SecretBytes.Random(33))];
        var dealt = DealtSet.Of(shares, ShareScheme.Of(5, 3), 1, SetStanding.Current, default);
        passed &= Check("commitment", samples, 33, input =>
        {
            input.CopyTo(share.Fill());
            return dealt.NumberOf(share);
        });
        Array.ForEach(shares, s => s.Dispose());
        return passed ? 0 : 1;
    }

    private static int FirstByteSet(ReadOnlySpan<byte> input) => input.IndexOfAnyExcept((byte)0);

    // The secret and two rows of coefficients, at five points.
    private static int Split(SharingPath path, ReadOnlySpan<byte> input)
    {
        Span<byte> y = stackalloc byte[32];
        for (byte x = 1; x <= 5; x++)
        {
            path.Evaluate(y, x, input[32..], input[..32]);
        }

        return y[0];
    }

    private static bool Check(string what, int samples, int length, Act act)
    {
        byte[] random = RandomNumberGenerator.GetBytes(Kinds * length);
        byte[] order = RandomNumberGenerator.GetBytes(samples);
        byte[] input = new byte[length];
        double[] times = new double[samples];
        for (int i = -samples / 10; i < samples; i++)
        {
            // Both kinds are copied from the same array; the fixed one is all zero.
            random.AsSpan(Math.Abs(i) % Kinds * length, length).CopyTo(input);
            Mask(input, (byte)-(order[Math.Abs(i)] & 1));
            long begun = Stopwatch.GetTimestamp();
            for (int repeat = 0; repeat < Repeats; repeat++)
            {
                act(input);
            }

            times[Math.Max(i, 0)] = Stopwatch.GetTimestamp() - begun;
        }

        double[] sorted = [.. times.Order()];
        double t = Kept.Max(kept => Math.Abs(Welch(times, order, sorted[(int)(kept * (samples - 1))])));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: |t| = {t:0.00} over {samples} samples, must be below {Limit}; median {sorted[samples / 2] / Repeats:0} ns"));
        return t < Limit;
    }

    // No branch here either: how it was foreseen would show in what is timed next.
    private static void Mask(byte[] input, byte mask)
    {
        for (int i = 0; i < input.Length; i++)
        {
            input[i] &= mask;
        }
    }

    private static double Welch(double[] times, byte[] order, double most)
    {
        (double Count, double Mean, double Squares)[] kinds = new (double, double, double)[2];
        for (int i = 0; i < times.Length; i++)
        {
            if (times[i] <= most)
            {
                ref (double Count, double Mean, double Squares) kind = ref kinds[order[i] & 1];
                double off = times[i] - kind.Mean;
                kind.Count++;
                kind.Mean += off / kind.Count;
                kind.Squares += off * (times[i] - kind.Mean);
            }
        }

        double Variance(int kind) => kinds[kind].Squares / (kinds[kind].Count - 1) / kinds[kind].Count;
        return (kinds[0].Mean - kinds[1].Mean) / Math.Sqrt(Variance(0) + Variance(1));
    }

    private delegate int Act(ReadOnlySpan<byte> input);

    /// <summary>Three shares at fixed points.</summary>
    private sealed class Hands : IDisposable
    {
        private readonly SecretBytes[] _shares = [.. Enumerable.Range(0, 3).Select(_ => SecretBytes.Allocate(33))];

        public int Combine(SharingPath path, ReadOnlySpan<byte> input)
        {
            for (int i = 0; i < _shares.Length; i++)
            {
                Span<byte> share = _shares[i].Fill();
                input.Slice(i * 32, 32).CopyTo(share);
                share[^1] = (byte)(i + 1);
            }

            using SecretBytes secret = ShamirSharing.Combine(_shares, path);
            return secret.Length;
        }

        public void Dispose() => Array.ForEach(_shares, share => share.Dispose());
    }
}
