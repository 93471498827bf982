using System.Runtime.Intrinsics;

namespace KeyCeremonyConsole.Engine.Sharing;

/// <summary>One number of GF(2^8), ready to multiply 32 others at once; one implementation for each kind of machine.</summary>
/// <remarks>All give the same bits, in time that depends on no number: no table in memory, no branch.</remarks>
/// <typeparam name="TSelf">The implementation.</typeparam>
internal interface IMultiplier<TSelf>
    where TSelf : struct, IMultiplier<TSelf>
{
    /// <summary>Whether this machine has the instructions.</summary>
    static abstract bool IsSupported { get; }

    static abstract TSelf By(byte factor);

    /// <summary>The products of number and number.</summary>
    static abstract Vector256<byte> Multiply(Vector256<byte> a, Vector256<byte> b);

    /// <summary>The inverses; zero for zero.</summary>
    static abstract Vector256<byte> Invert(Vector256<byte> a);

    /// <summary>The products with the one number.</summary>
    Vector256<byte> Times(Vector256<byte> values);
}
