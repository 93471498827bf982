//
//  GF(2^8) with the AES polynomial x^8 + x^4 + x^3 + x + 1.
//
//  Source: FIPS 197, section 4.2. Vault and OpenBao compute in the same field, so that shares are
//  interchangeable with theirs.
//
//  No table and no branch depends on data: a cache line touched or a jump taken would tell of the
//  secret (CVE-2023-25000). Masks stand where an `if` would be shorter.
//
using System.Runtime.Intrinsics;

namespace KeyCeremonyConsole.Engine.Sharing;

internal static class Gf256
{
    private const int Reduction = 0x1B;

    /// <summary>The product. Addition and subtraction are both XOR and need no method.</summary>
    internal static byte Multiply(byte a, byte b)
    {
        int product = 0;
        for (int bit = 7; bit >= 0; bit--)
        {
            int overflow = -(product >> 7) & Reduction;
            product = ((product << 1) & 0xFF) ^ overflow ^ (-((b >> bit) & 1) & a);
        }

        return (byte)product;
    }

    /// <summary>a^254, which is 1/a; zero for zero.</summary>
    internal static byte Invert(byte a)
    {
        byte power = a;
        for (int i = 0; i < 6; i++)
        {
            power = Multiply(Multiply(power, power), a); // a^3, a^7, … a^127
        }

        return Multiply(power, power);
    }

    /// <summary>a / b; zero when a is zero.</summary>
    /// <exception cref="DivideByZeroException">b is zero. Divisors are x coordinates, which are public.</exception>
    internal static byte Divide(byte a, byte b) =>
        b == 0 ? throw new DivideByZeroException() : Multiply(a, Invert(b));

    /// <summary>Multiplies each of <paramref name="values"/> by <paramref name="factor"/>, then adds <paramref name="terms"/>.</summary>
    /// <remarks>One step of Horner's rule for many polynomials at once. Both spans have one length.</remarks>
    internal static void ScaleThenAdd(Span<byte> values, byte factor, ReadOnlySpan<byte> terms)
    {
        int done = 0;
        for (; done + Vector256<byte>.Count <= values.Length; done += Vector256<byte>.Count)
        {
            Vector256<byte> value = Vector256.Create<byte>(values[done..]);
            Vector256<byte> term = Vector256.Create<byte>(terms[done..]);
            (Multiply(value, factor) ^ term).CopyTo(values[done..]);
        }

        for (; done < values.Length; done++)
        {
            values[done] = (byte)(Multiply(values[done], factor) ^ terms[done]);
        }
    }

    /// <summary>Adds each of <paramref name="terms"/>, times <paramref name="factor"/>, to <paramref name="values"/>.</summary>
    internal static void AddScaled(Span<byte> values, byte factor, ReadOnlySpan<byte> terms)
    {
        int done = 0;
        for (; done + Vector256<byte>.Count <= values.Length; done += Vector256<byte>.Count)
        {
            Vector256<byte> value = Vector256.Create<byte>(values[done..]);
            Vector256<byte> term = Vector256.Create<byte>(terms[done..]);
            (Multiply(term, factor) ^ value).CopyTo(values[done..]);
        }

        for (; done < values.Length; done++)
        {
            values[done] ^= Multiply(terms[done], factor);
        }
    }

    // The scalar method on 32 bytes at once; doubling is an addition to itself, and a signed
    // comparison with zero spreads the top bit over the byte.
    private static Vector256<byte> Multiply(Vector256<byte> a, byte b)
    {
        Vector256<byte> product = Vector256<byte>.Zero;
        Vector256<byte> reduction = Vector256.Create((byte)Reduction);
        for (int bit = 7; bit >= 0; bit--)
        {
            Vector256<byte> overflow = Vector256.LessThan(product.AsSByte(), Vector256<sbyte>.Zero).AsByte();
            Vector256<byte> taken = Vector256.Create((byte)-((b >> bit) & 1));
            product = (product + product) ^ (overflow & reduction) ^ (taken & a);
        }

        return product;
    }
}
