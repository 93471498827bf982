using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>A seal whose key an operator puts beside the vault, in a file or in the environment.</summary>
/// <remarks>
/// AES-256-GCM without additional data; nonce and ciphertext with tag in fields of their own, and the key's name, as
/// OpenBao's static seal writes them. A previous key still opens, so that the key can be replaced: rotate the root key
/// and the recovery key once the new one is in place. It protects a stolen database, not a stolen machine.
/// </remarks>
/// <param name="keyId">The key's name, stored beside what it wraps. A name belongs to one key for ever.</param>
/// <param name="key">32 bytes; becomes the seal's own.</param>
/// <param name="previous">The key before, with its name; becomes the seal's own.</param>
public sealed class StaticSeal(string keyId, SecretBytes key, (string Id, SecretBytes Key)? previous = null) : IAutoSeal
{
    /// <summary>Its name in the seal configuration.</summary>
    public const string TypeName = "static";

    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    /// <inheritdoc/>
    public string Type => TypeName;

    /// <inheritdoc/>
    public Task<SealedBlob> EncryptAsync(SecretBytes plaintext, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(plaintext);
        return Task.FromResult(Encrypt(plaintext, RandomNumberGenerator.GetBytes(BarrierRecord.NonceLength)));
    }

    /// <inheritdoc/>
    public Task<SecretBytes> DecryptAsync(SealedBlob blob, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(blob);
        SecretBytes with = blob.KeyId == keyId ? key
            : previous is { } older && blob.KeyId == older.Id ? older.Key
            : throw new SealProviderException(
                $"The static seal's key '{blob.KeyId}' is not configured; '{keyId}' is. Give the console that key as its previous one.");
        using var cipher = new AesGcm(with.Borrow(), BarrierRecord.TagLength);
        return Task.FromResult(
            BarrierRecord.Open(cipher, [.. blob.Iv, .. blob.Ciphertext], [])
            ?? throw new SealProviderException(
                $"The static seal's key '{blob.KeyId}' does not open the vault: it is another key under the same name. Give the console the right one."));
    }

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        key.Dispose();
        previous?.Key.Dispose();
    }

    /// <summary>The nonce is a parameter for the sake of known answers.</summary>
    internal SealedBlob Encrypt(SecretBytes plaintext, byte[] nonce)
    {
        byte[] body = new byte[plaintext.Length + BarrierRecord.TagLength];
        using var cipher = new AesGcm(key.Borrow(), BarrierRecord.TagLength);
        cipher.Encrypt(nonce, plaintext.Borrow(), body.AsSpan(0, plaintext.Length), body.AsSpan(plaintext.Length));
        return new SealedBlob(body) { Iv = nonce, KeyId = keyId };
    }
}
