using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KeyCeremonyConsole.Engine.Sharing;

/// <summary>The arithmetic of sharing, on the best instructions that this machine has.</summary>
internal abstract class SharingPath
{
    /// <summary>Every path that runs here, the fastest first. The last one runs everywhere.</summary>
    internal static IReadOnlyList<SharingPath> All { get; } =
    [
        .. ((SharingPath[])
        [
            new SharingPath<GfniMultiplier>(),
            new SharingPath<Avx2Multiplier>(),
            new SharingPath<ShuffleMultiplier>(),
            new SharingPath<PortableMultiplier>(),
        ]).Where(path => path.IsSupported),
    ];

    /// <summary>Chosen once.</summary>
    internal static SharingPath Best { get; } = All[0];

    internal abstract string Name { get; }

    protected abstract bool IsSupported { get; }

    /// <summary>y of as many polynomials as the secret has bytes, at one x.</summary>
    /// <param name="y">As long as the secret.</param>
    /// <param name="x">Public.</param>
    /// <param name="coefficients">Those of the highest power first, a row of the secret's length for each power but the lowest.</param>
    /// <param name="secret">The lowest coefficients.</param>
    internal abstract void Evaluate(Span<byte> y, byte x, ReadOnlySpan<byte> coefficients, ReadOnlySpan<byte> secret);

    /// <summary>Lagrange's basis polynomials at x = 0: what each share counts for.</summary>
    /// <param name="weights">As many as there are points.</param>
    /// <param name="points">Public; none zero, no two equal, at most 255.</param>
    internal abstract void WeightsAtZero(Span<byte> weights, ReadOnlySpan<byte> points);

    /// <summary>Adds each of <paramref name="terms"/>, times <paramref name="factor"/>, to <paramref name="values"/>, which are as many.</summary>
    internal abstract void AddScaled(Span<byte> values, byte factor, ReadOnlySpan<byte> terms);
}

/// <inheritdoc />
/// <typeparam name="TMultiplier">The instructions.</typeparam>
internal sealed class SharingPath<TMultiplier> : SharingPath
    where TMultiplier : struct, IMultiplier<TMultiplier>
{
    private const int Width = 32;

    internal override string Name => typeof(TMultiplier).Name;

    protected override bool IsSupported => TMultiplier.IsSupported;

    // Horner's rule. What does not fill a vector is done byte by byte, so that no copy is left on the stack.
    internal override void Evaluate(
        Span<byte> y, byte x, ReadOnlySpan<byte> coefficients, ReadOnlySpan<byte> secret)
    {
        var timesX = TMultiplier.By(x);
        int length = secret.Length;
        int done = 0;
        for (; done + Width <= length; done += Width)
        {
            Vector256<byte> value = Vector256<byte>.Zero;
            for (int at = done; at < coefficients.Length; at += length)
            {
                value = timesX.Times(value) ^ Vector256.Create(coefficients[at..]);
            }

            (timesX.Times(value) ^ Vector256.Create(secret[done..])).CopyTo(y[done..]);
        }

        for (; done < length; done++)
        {
            byte value = 0;
            for (int at = done; at < coefficients.Length; at += length)
            {
                value = (byte)(Gf256.Multiply(value, x) ^ coefficients[at]);
            }

            y[done] = (byte)(Gf256.Multiply(value, x) ^ secret[done]);
        }
    }

    // Weight i is the product of x_j / (x_j - x_i) over all j but i. Divided and multiplied by x_i that
    // is the product of all x, over x_i times the differences; 32 of them side by side. In its own
    // place the difference is zero, and x_i comes in instead of it.
    [SkipLocalsInit] // For a few shares, clearing the room for 255 takes as long as the arithmetic.
    internal override void WeightsAtZero(Span<byte> weights, ReadOnlySpan<byte> points)
    {
        Span<byte> room = stackalloc byte[256];
        Span<byte> padded = room[..((points.Length + Width - 1) / Width * Width)];
        padded.Clear();
        points.CopyTo(padded);
        Vector256<byte> all = Vector256<byte>.One;
        foreach (byte point in points)
        {
            all = TMultiplier.Multiply(all, Vector256.Create(point));
        }

        for (int first = 0; first < points.Length; first += Width)
        {
            Vector256<byte> own = Vector256.Create<byte>(padded[first..]);
            Vector256<byte> below = Vector256<byte>.One;
            foreach (byte point in points)
            {
                Vector256<byte> difference = own ^ Vector256.Create(point);
                below = TMultiplier.Multiply(
                    below, difference | (own & Vector256.Equals(difference, Vector256<byte>.Zero)));
            }

            TMultiplier.Multiply(all, TMultiplier.Invert(below)).CopyTo(padded[first..]);
        }

        padded[..points.Length].CopyTo(weights);
    }

    internal override void AddScaled(Span<byte> values, byte factor, ReadOnlySpan<byte> terms)
    {
        var timesFactor = TMultiplier.By(factor);
        int done = 0;
        for (; done + Width <= values.Length; done += Width)
        {
            Vector256<byte> sum =
                Vector256.Create<byte>(values[done..]) ^ timesFactor.Times(Vector256.Create(terms[done..]));
            sum.CopyTo(values[done..]);
        }

        for (; done < values.Length; done++)
        {
            values[done] ^= Gf256.Multiply(terms[done], factor);
        }
    }
}
