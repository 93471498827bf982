using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace KeyCeremonyConsole.Engine.Sharing;

/// <summary>x86 with AVX2: the products of both halves of 32 bytes, looked up in registers.</summary>
internal readonly struct Avx2Multiplier : IMultiplier<Avx2Multiplier>
{
    private readonly Vector256<byte> _low;
    private readonly Vector256<byte> _high;

    private Avx2Multiplier(NibbleProducts products)
    {
        // The shuffle looks up in each half of its register by itself.
        _low = Vector256.Create(products.Low, products.Low);
        _high = Vector256.Create(products.High, products.High);
    }

    public static bool IsSupported => Avx2.IsSupported;

    public static Avx2Multiplier By(byte factor) => new(new NibbleProducts(factor));

    public static Vector256<byte> Multiply(Vector256<byte> a, Vector256<byte> b) => PortableMultiplier.Multiply(a, b);

    public static Vector256<byte> Invert(Vector256<byte> a) => PortableMultiplier.Invert(a);

    public Vector256<byte> Times(Vector256<byte> values)
    {
        Vector256<byte> half = Vector256.Create(NibbleProducts.LowHalf);
        return Avx2.Shuffle(_low, values & half) ^ Avx2.Shuffle(_high, (values >>> 4) & half);
    }
}

/// <summary>x86 with SSSE3, and ARM with NEON: as with AVX2, 16 bytes at a time.</summary>
internal readonly struct ShuffleMultiplier : IMultiplier<ShuffleMultiplier>
{
    private readonly NibbleProducts _products;

    private ShuffleMultiplier(NibbleProducts products) => _products = products;

    public static bool IsSupported => Ssse3.IsSupported || AdvSimd.Arm64.IsSupported;

    public static ShuffleMultiplier By(byte factor) => new(new NibbleProducts(factor));

    public static Vector256<byte> Multiply(Vector256<byte> a, Vector256<byte> b) => PortableMultiplier.Multiply(a, b);

    public static Vector256<byte> Invert(Vector256<byte> a) => PortableMultiplier.Invert(a);

    public Vector256<byte> Times(Vector256<byte> values) =>
        Vector256.Create(Times(values.GetLower()), Times(values.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<byte> Times(Vector128<byte> values)
    {
        Vector128<byte> half = Vector128.Create(NibbleProducts.LowHalf);
        return LookUp(_products.Low, values & half) ^ LookUp(_products.High, (values >>> 4) & half);
    }

    private static Vector128<byte> LookUp(Vector128<byte> table, Vector128<byte> index) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(table, index) : AdvSimd.Arm64.VectorTableLookup(table, index);
}
