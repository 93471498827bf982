//
//  GF(2^8) with the AES polynomial x^8 + x^4 + x^3 + x + 1.
//
//  Source: FIPS 197, section 4.2. Vault and OpenBao compute in the same field, so that shares are
//  interchangeable with theirs.
//
//  No table and no branch depends on data: a cache line touched or a jump taken would tell of the
//  secret (CVE-2023-25000). Masks stand where an `if` would be shorter.
//
namespace KeyCeremonyConsole.Engine.Sharing;

internal static class Gf256
{
    private const int Reduction = 0x1B;

    /// <summary>The product. Addition and subtraction are both XOR and need no method.</summary>
    internal static byte Multiply(byte a, byte b)
    {
        byte product = 0;
        for (int bit = 7; bit >= 0; bit--)
        {
            product = (byte)(Double(product) ^ (-((b >> bit) & 1) & a));
        }

        return product;
    }

    /// <summary>2 a.</summary>
    internal static byte Double(byte a) => (byte)((a << 1) ^ (-(a >> 7) & Reduction));
}
