//
//  A record as Vault's AES-GCM barrier writes it.
//
//    offset  size
//    0       4     key term, big endian
//    4       1     version: 2; version 1 (no additional data) is still read
//    5       12    nonce, random
//    17      n     ciphertext
//    17+n    16    tag
//
//  Additional data of version 2: the path as UTF-8, so that no record can be moved to another path.
//  The header is not authenticated, but another term means another key, and another version other
//  additional data. Source: openbao/openbao, vault/barrier_aes_gcm.go.
//
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

internal static class BarrierRecord
{
    internal const int NonceLength = 12;
    internal const int TagLength = 16;
    internal const int Overhead = Header + NonceLength + TagLength;

    private const int Header = 5;
    private const byte Unbound = 1;
    private const byte BoundToPath = 2;
    private const int PathOnStack = 512;

    /// <summary>The nonce is a parameter for the sake of known answers; it must never repeat under one key.</summary>
    [SkipLocalsInit] // Clearing the room for the path would take longer than writing most paths.
    internal static byte[] Encrypt(
        AesGcm cipher, int term, string path, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> nonce)
    {
        byte[] record = GC.AllocateUninitializedArray<byte>(plaintext.Length + Overhead); // Every byte is written below.
        BinaryPrimitives.WriteInt32BigEndian(record, term);
        record[4] = BoundToPath;
        nonce.CopyTo(record.AsSpan(Header));
        Span<byte> body = record.AsSpan(Header + NonceLength);
        Span<byte> room = stackalloc byte[PathOnStack];
        ReadOnlySpan<byte> bound = Bytes(path, room);
        cipher.Encrypt(nonce, plaintext, body[..^TagLength], body[^TagLength..], bound);
        return record;
    }

    /// <summary>Which key a record needs.</summary>
    internal static uint TermOf(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.TryReadUInt32BigEndian(record, out uint term)
            ? term
            : throw EngineException.Damaged("invalid value");

    [SkipLocalsInit]
    internal static SecretBytes Decrypt(AesGcm cipher, string path, ReadOnlySpan<byte> record)
    {
        if (record.Length <= Header)
        {
            throw EngineException.Damaged("invalid cipher length");
        }

        Span<byte> room = stackalloc byte[PathOnStack];
        ReadOnlySpan<byte> bound = record[4] switch
        {
            Unbound => [],
            BoundToPath => Bytes(path, room),
            _ => throw EngineException.Damaged("version bytes mis-match"),
        };
        return Open(cipher, record[Header..], bound)
            ?? throw EngineException.Damaged("decryption failed: cipher: message authentication failed");
    }

    /// <summary>Opens nonce, ciphertext and tag in a row; <see langword="null"/> when the tag is wrong.</summary>
    internal static SecretBytes? Open(AesGcm cipher, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> bound)
    {
        if (sealedBytes.Length < NonceLength + TagLength)
        {
            return null;
        }

        ReadOnlySpan<byte> body = sealedBytes[NonceLength..];
        SecretBytes plaintext = SecretBytes.Allocate(body.Length - TagLength);
        try
        {
            cipher.Decrypt(
                sealedBytes[..NonceLength], body[..^TagLength], body[^TagLength..], plaintext.Fill(), bound);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            plaintext.Dispose();
            return null;
        }
    }

    private static ReadOnlySpan<byte> Bytes(string path, Span<byte> room) =>
        Encoding.UTF8.TryGetBytes(path, room, out int length) ? room[..length] : Encoding.UTF8.GetBytes(path);
}
