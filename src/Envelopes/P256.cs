using System.Security.Cryptography;

namespace KeyCeremonyConsole.Envelopes;

/// <summary>Points of NIST P-256 as HPKE writes them: uncompressed, 04 ‖ x ‖ y (SEC 1, section 2.3.3).</summary>
internal static class P256
{
    public const int PointSize = 1 + (2 * CoordinateSize);

    private const int CoordinateSize = 32;
    private const byte Uncompressed = 4;

    public static byte[] PointOf(ECDiffieHellman key)
    {
        ECPoint q = key.ExportParameters(includePrivateParameters: false).Q;
        return [Uncompressed, .. q.X!, .. q.Y!];
    }

    /// <summary>Whether these bytes are a point of the curve: a key that can be agreed with.</summary>
    public static bool IsPoint(ReadOnlySpan<byte> point)
    {
        try
        {
            using ECDiffieHellman key = Read(point);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The x coordinate of the shared point; the caller's to wipe.</summary>
    /// <exception cref="CryptographicException">The other's key is no point of the curve.</exception>
    public static byte[] Agree(ECDiffieHellman own, ReadOnlySpan<byte> other)
    {
        using ECDiffieHellman read = Read(other);
        using ECDiffieHellmanPublicKey key = read.PublicKey;
        return own.DeriveRawSecretAgreement(key);
    }

    // The import checks that the point is on the curve (SP 800-56A, section 5.6.2.3.3); the cofactor is 1.
    private static ECDiffieHellman Read(ReadOnlySpan<byte> point)
    {
        if (point.Length != PointSize || point[0] != Uncompressed)
        {
            throw new CryptographicException("A public key has 65 bytes, of which the first is 4.");
        }

        return ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = point[1..(1 + CoordinateSize)].ToArray(), Y = point[(1 + CoordinateSize)..].ToArray() },
        });
    }
}
