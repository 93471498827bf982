using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>The keyring under its own root key. The header's term is always 1, whatever terms are inside.</summary>
internal static class KeyringRecord
{
    private const int HeaderTerm = 1;

    internal static RecordChange Seal(Keyring keyring, long activeEncryptions)
    {
        using SecretBytes json = KeyringJson.Write(keyring, activeEncryptions);
        using var cipher = new AesGcm(keyring.RootKey.Borrow(), BarrierRecord.TagLength);
        Span<byte> nonce = stackalloc byte[BarrierRecord.NonceLength];
        RandomNumberGenerator.Fill(nonce);
        return new RecordChange(
            RecordPaths.Keyring,
            BarrierRecord.Encrypt(cipher, HeaderTerm, RecordPaths.Keyring, json.Borrow(), nonce));
    }

    /// <summary>A keyring under the root key of the one before, with every key that it had.</summary>
    internal static RecordChange SealGrown(Keyring keyring, long activeEncryptions) =>
        Seal(keyring, activeEncryptions) with { MayLinger = true };

    /// <summary>The keyring, which the caller disposes.</summary>
    /// <exception cref="EngineException">Damaged: the root key does not open it, or it is no keyring.</exception>
    internal static Keyring Open(SecretBytes rootKey, ReadOnlySpan<byte> record)
    {
        if (BarrierRecord.TermOf(record) != HeaderTerm)
        {
            throw EngineException.Damaged("term mis-match");
        }

        Keyring keyring = Read(rootKey, record);
        if (keyring.RootKey.Matches(rootKey))
        {
            return keyring;
        }

        keyring.Dispose();
        throw EngineException.Damaged("the keyring names another root key");
    }

    private static Keyring Read(SecretBytes rootKey, ReadOnlySpan<byte> record)
    {
        try
        {
            using var cipher = new AesGcm(rootKey.Borrow(), BarrierRecord.TagLength);
            using SecretBytes json = BarrierRecord.Decrypt(cipher, RecordPaths.Keyring, record);
            return KeyringReader.Read(json.Borrow());
        }
        catch (EngineException e) when (e.Message.StartsWith("decryption failed", StringComparison.Ordinal))
        {
            throw EngineException.Damaged("unseal failed, invalid key", e);
        }
        catch (CryptographicException e)
        {
            throw EngineException.Damaged("unseal failed, invalid key", e); // A root key of no AES size.
        }
    }
}
