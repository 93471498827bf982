using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Sealed;

/// <summary>
/// The one way in which a share crosses between the server and a browser, in either direction: sealed to a public key,
/// bound to what it is for. Who holds the private key is alone in reading it.
/// </summary>
public interface IEnvelopes
{
    /// <summary>A key pair for one envelope from a browser. It lives in memory only, and is the caller's to dispose.</summary>
    IOpeningKey NewKey();

    /// <summary>Whether a browser's public key can be sealed to.</summary>
    bool IsPublicKey(ReadOnlySpan<byte> publicKey);

    /// <summary>Seals a message, so that it opens for nobody but the public key's owner, and only under the same context.</summary>
    /// <exception cref="CryptographicException">It is no public key.</exception>
    byte[] Seal(ReadOnlySpan<byte> publicKey, SealContext context, SecretBytes message);
}

/// <summary>The private key to which a browser seals.</summary>
public interface IOpeningKey : IDisposable
{
    /// <summary>An uncompressed point of P-256, 65 bytes; for the browser.</summary>
    byte[] PublicKey { get; }

    /// <returns>What was sealed; the caller's to wipe.</returns>
    /// <exception cref="CryptographicException">It was altered, or sealed to another key or under another context.</exception>
    SecretBytes Open(byte[] envelope, SealContext context);
}
