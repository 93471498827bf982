//
//  The root key under the KEK that the shares give, or under a seal provider's key.
//
//  A protobuf BlobInfo; of the Shamir seal, field 1 (bytes) holds nonce, ciphertext and tag in a row, field 5 an
//  empty key_info. The plaintext is a JSON array with one base64 string; no additional data.
//  Source: openbao/go-kms-wrapping, BlobInfo; openbao/openbao, vault/seal.go.
//
using System.Security.Cryptography;
using System.Text.Json;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

internal static class StoredKeys
{
    internal static RecordChange Wrap(SecretBytes kek, SecretBytes rootKey)
    {
        Span<byte> nonce = stackalloc byte[BarrierRecord.NonceLength];
        RandomNumberGenerator.Fill(nonce);
        return new RecordChange(RecordPaths.StoredKeys, Wrap(kek, rootKey, nonce));
    }

    /// <summary>The nonce is a parameter for the sake of known answers.</summary>
    internal static byte[] Wrap(SecretBytes kek, SecretBytes rootKey, ReadOnlySpan<byte> nonce)
    {
        using SecretBytes json = Json(rootKey);
        byte[] blob = new byte[nonce.Length + json.Length + BarrierRecord.TagLength];
        nonce.CopyTo(blob);
        Span<byte> body = blob.AsSpan(nonce.Length);
        using var cipher = new AesGcm(kek.Borrow(), BarrierRecord.TagLength);
        cipher.Encrypt(nonce, json.Borrow(), body[..^BarrierRecord.TagLength], body[^BarrierRecord.TagLength..]);
        return BlobInfo.Write(blob);
    }

    /// <summary>The root key, or <see langword="null"/> when this KEK does not open it.</summary>
    /// <param name="kek">16, 24 or 32 bytes.</param>
    /// <param name="record">As it was stored.</param>
    /// <exception cref="EngineException">Damaged: the record is none, or what the KEK opened is no root key.</exception>
    internal static SecretBytes? Unwrap(SecretBytes kek, ReadOnlySpan<byte> record)
    {
        ReadOnlySpan<byte> blob = BlobInfo.Ciphertext(record);
        using var cipher = new AesGcm(kek.Borrow(), BarrierRecord.TagLength);
        using SecretBytes? json = BarrierRecord.Open(cipher, blob, []);
        if (json is null)
        {
            return null;
        }

        return Parse(json);
    }

    /// <summary>What a seal wraps: a JSON array with the root key, which the caller disposes.</summary>
    internal static SecretBytes Json(SecretBytes rootKey)
    {
        using SecretBytes buffer = SecretBytes.Allocate(16 + (rootKey.Length * 2));
        var json = new SecretWriter(buffer);
        json.Ascii("[\""u8);
        json.Base64Of(rootKey.Borrow());
        json.Ascii("\"]"u8);
        return json.Finish();
    }

    /// <summary>The root key of such an array; the caller disposes it.</summary>
    /// <exception cref="EngineException">Damaged: it is none.</exception>
    internal static SecretBytes Parse(SecretBytes json)
    {
        try
        {
            var reader = new Utf8JsonReader(json.Borrow());
            reader.Read();
            reader.Read();
            return SecretJson.Base64(ref reader);
        }
        catch (JsonException)
        {
            throw EngineException.Damaged("the stored keys are unreadable");
        }
    }
}
