using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KeyCeremonyConsole.Engine.Sharing;

/// <summary>The products of one number with the 16 low and the 16 high halves of a byte, in two registers.</summary>
/// <remarks>A shuffle looks them up without touching memory. They are computed anew for each number, not read from a table.</remarks>
internal readonly struct NibbleProducts
{
    internal const byte LowHalf = 0x0F;

    internal readonly Vector128<byte> Low;
    internal readonly Vector128<byte> High;

    internal NibbleProducts(byte factor)
    {
        byte doubled = factor;
        Low = Next(ref doubled);
        High = Next(ref doubled);
    }

    // The sums of four neighbouring doublings; element i takes those whose bit is set in i.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Next(ref byte doubled)
    {
        Vector128<byte> one = Take(ref doubled, Vector128.Create(0xFF00FF00FF00FF00).AsByte());
        Vector128<byte> two = Take(ref doubled, Vector128.Create(0xFFFF0000FFFF0000).AsByte());
        Vector128<byte> four = Take(ref doubled, Vector128.Create(0xFFFFFFFF00000000).AsByte());
        Vector128<byte> eight = Take(ref doubled, Vector128.Create(0, ulong.MaxValue).AsByte());
        return one ^ two ^ four ^ eight;
    }

    private static Vector128<byte> Take(ref byte doubled, Vector128<byte> where)
    {
        Vector128<byte> product = Vector128.Create(doubled) & where;
        doubled = Gf256.Double(doubled);
        return product;
    }
}
