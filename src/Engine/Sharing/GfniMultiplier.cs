using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KeyCeremonyConsole.Engine.Sharing;

/// <summary>x86 with GFNI, whose one polynomial is that of AES, and so ours.</summary>
/// <remarks>Source: Intel SDM volume 2, GF2P8MULB and GF2P8AFFINEINVQB.</remarks>
internal readonly struct GfniMultiplier : IMultiplier<GfniMultiplier>
{
    // The instruction inverts, then multiplies by a matrix of bits: here the one that changes nothing.
    private const ulong Identity = 0x0102040810204080;

    private readonly Vector256<byte> _factor;

    private GfniMultiplier(byte factor) => _factor = Vector256.Create(factor);

    public static bool IsSupported => Gfni.V256.IsSupported;

    public static GfniMultiplier By(byte factor) => new(factor);

    public static Vector256<byte> Multiply(Vector256<byte> a, Vector256<byte> b) =>
        Gfni.V256.GaloisFieldMultiply(a, b);

    public static Vector256<byte> Invert(Vector256<byte> a) =>
        Gfni.V256.GaloisFieldAffineTransformInverse(a, Vector256.Create(Identity).AsByte(), 0);

    public Vector256<byte> Times(Vector256<byte> values) => Multiply(values, _factor);
}
