using System.Buffers.Binary;
using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Envelopes;

//
//  Hybrid public key encryption, RFC 9180, base mode, one message: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-GCM.
//
//      sender                                             receiver
//      ephemeral key, enc = its public point ────────────▶ enc
//      Z = ECDH(ephemeral, receiver)                       Z = ECDH(receiver, enc)
//          └─ shared secret = HKDF over Z, enc and the receiver's point        RFC 9180, section 4.1
//                 └─ key and nonce = HKDF over the shared secret and info      section 5.1
//                        └─ AES-GCM with the additional data                   section 5.2, sequence number 0
//
//  .NET 10 has every primitive, but not their composition (nor has BouncyCastle for .NET). The curve, HMAC and AES are the
//  platform's; what is here is the order of the bytes, held to the vectors of the RFC and of its authors.
//

/// <summary>One cipher suite. An envelope is the encapsulated key (65 bytes) ‖ ciphertext ‖ tag (16 bytes).</summary>
internal sealed class HpkeSuite
{
    /// <summary>The suite in use.</summary>
    public static readonly HpkeSuite Aes256 = new(aead: 0x0002, keySize: 32);

    /// <summary>The suite of the RFC's own vectors for this curve.</summary>
    public static readonly HpkeSuite Aes128 = new(aead: 0x0001, keySize: 16);

    private const ushort Kem = 0x0010;
    private const ushort Kdf = 0x0001;
    private const byte BaseMode = 0;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private static readonly byte[] KemId = [.. "KEM"u8, .. Number(Kem)];
    private readonly byte[] _suiteId;
    private readonly int _keySize;

    private HpkeSuite(ushort aead, int keySize)
    {
        _suiteId = [.. "HPKE"u8, .. Number(Kem), .. Number(Kdf), .. Number(aead)];
        _keySize = keySize;
    }

    /// <summary>Bytes of an envelope around nothing.</summary>
    public const int Overhead = P256.PointSize + TagSize;

    /// <summary>Seals to a public key, under a fresh ephemeral key.</summary>
    /// <exception cref="CryptographicException">The public key is no point of the curve.</exception>
    public byte[] Seal(ReadOnlySpan<byte> receiver, ReadOnlySpan<byte> info, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> message)
    {
        using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Seal(ephemeral, receiver, info, aad, message);
    }

    internal byte[] Seal(
        ECDiffieHellman ephemeral, ReadOnlySpan<byte> receiver, ReadOnlySpan<byte> info, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> message)
    {
        byte[] enc = P256.PointOf(ephemeral);
        byte[] envelope = new byte[Overhead + message.Length];
        enc.CopyTo(envelope, 0);
        Span<byte> keys = stackalloc byte[_keySize + NonceSize];
        try
        {
            Schedule(ephemeral, receiver, enc, receiver, info, keys);
            using var aes = new AesGcm(keys[.._keySize], TagSize);
            aes.Encrypt(keys[_keySize..], message, envelope.AsSpan(P256.PointSize, message.Length), envelope.AsSpan()[^TagSize..], aad);
            return envelope;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(keys);
        }
    }

    /// <summary>Opens straight into a secret, which is the caller's to wipe.</summary>
    /// <exception cref="CryptographicException">It was altered, sealed to another key, or under another info or additional data.</exception>
    public SecretBytes Open(ECDiffieHellman receiver, ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> info, ReadOnlySpan<byte> aad)
    {
        if (envelope.Length <= Overhead)
        {
            throw new CryptographicException("The envelope is too short.");
        }

        ReadOnlySpan<byte> enc = envelope[..P256.PointSize];
        ReadOnlySpan<byte> ciphertext = envelope[P256.PointSize..^TagSize];
        Span<byte> keys = stackalloc byte[_keySize + NonceSize];
        var message = SecretBytes.Allocate(ciphertext.Length);
        try
        {
            Schedule(receiver, enc, enc, P256.PointOf(receiver), info, keys);
            using var aes = new AesGcm(keys[.._keySize], TagSize);
            aes.Decrypt(keys[_keySize..], ciphertext, envelope[^TagSize..], message.Fill(), aad);
            return message;
        }
        catch
        {
            message.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(keys);
        }
    }

    // Key ‖ base nonce, from one's own private and the other's public key.
    private void Schedule(
        ECDiffieHellman own, ReadOnlySpan<byte> other, ReadOnlySpan<byte> enc, ReadOnlySpan<byte> receiver, ReadOnlySpan<byte> info, Span<byte> keys)
    {
        Span<byte> shared = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> secret = stackalloc byte[SHA256.HashSizeInBytes];
        byte[] agreed = P256.Agree(own, other);
        try
        {
            Extract(KemId, salt: [], "eae_prk"u8, agreed, secret);
            Expand(KemId, secret, "shared_secret"u8, [.. enc, .. receiver], shared);

            Span<byte> context = stackalloc byte[1 + (2 * SHA256.HashSizeInBytes)];
            context[0] = BaseMode;
            Extract(_suiteId, salt: [], "psk_id_hash"u8, [], context.Slice(1, SHA256.HashSizeInBytes));
            Extract(_suiteId, salt: [], "info_hash"u8, info, context[(1 + SHA256.HashSizeInBytes)..]);

            Extract(_suiteId, shared, "secret"u8, [], secret);
            Expand(_suiteId, secret, "key"u8, context, keys[.._keySize]);
            Expand(_suiteId, secret, "base_nonce"u8, context, keys[_keySize..]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(agreed);
            CryptographicOperations.ZeroMemory(shared);
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static void Extract(ReadOnlySpan<byte> suite, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> keyMaterial, Span<byte> key)
    {
        byte[] labelled = [.. "HPKE-v1"u8, .. suite, .. label, .. keyMaterial];
        HKDF.Extract(HashAlgorithmName.SHA256, labelled, salt, key);
        CryptographicOperations.ZeroMemory(labelled);
    }

    private static void Expand(ReadOnlySpan<byte> suite, ReadOnlySpan<byte> key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> info, Span<byte> output)
    {
        byte[] labelled = [.. Number((ushort)output.Length), .. "HPKE-v1"u8, .. suite, .. label, .. info];
        HKDF.Expand(HashAlgorithmName.SHA256, key, output, labelled);
    }

    private static byte[] Number(ushort value)
    {
        byte[] bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }
}
