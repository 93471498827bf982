using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KeyCeremonyConsole.Engine.Sharing;

/// <summary>Shifts, masks and XOR alone, which every machine has; without vectors .NET does the same byte by byte.</summary>
/// <remarks>No comparisons: where .NET has to do those byte by byte, it might branch.</remarks>
internal readonly struct PortableMultiplier : IMultiplier<PortableMultiplier>
{
    private const byte Reduction = 0x1B;

    private readonly Vector256<byte> _factor;

    private PortableMultiplier(byte factor) => _factor = Vector256.Create(factor);

    public static bool IsSupported => true;

    public static PortableMultiplier By(byte factor) => new(factor);

    // Long multiplication from the highest bit down. An addition to itself doubles; 0 - 1 is a mask of ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Multiply(Vector256<byte> a, Vector256<byte> b)
    {
        Vector256<byte> product = Vector256<byte>.Zero;
        for (int bit = 7; bit >= 0; bit--)
        {
            Vector256<byte> overflow = Vector256<byte>.Zero - (product >>> 7);
            Vector256<byte> taken = Vector256<byte>.Zero - ((b >>> bit) & Vector256<byte>.One);
            product = (product + product) ^ (overflow & Vector256.Create(Reduction)) ^ (taken & a);
        }

        return product;
    }

    // a^254 is 1/a: a^3, a^7, … a^127, and once more squared.
    public static Vector256<byte> Invert(Vector256<byte> a)
    {
        Vector256<byte> power = a;
        for (int i = 0; i < 6; i++)
        {
            power = Multiply(Multiply(power, power), a);
        }

        return Multiply(power, power);
    }

    public Vector256<byte> Times(Vector256<byte> values) => Multiply(values, _factor);
}
