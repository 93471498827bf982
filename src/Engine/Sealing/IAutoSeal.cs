using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>A seal provider: keeps a key outside the vault, and wraps the vault's small secrets with it.</summary>
/// <remarks>
/// It wraps the root key (44 bytes of base64 and a little JSON around them) and the recovery key (32 bytes). Whoever
/// implements it talks to hardware or to another server, so each call may take seconds and fail.
/// </remarks>
public interface IAutoSeal : IDisposable
{
    /// <summary>Its name in the seal configuration: <c>static</c>, <c>pkcs11</c>, <c>azurekeyvault</c>, <c>transit</c>.</summary>
    string Type { get; }

    /// <summary>Wraps under the provider's newest key.</summary>
    /// <param name="plaintext">Stays the caller's.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="SealProviderException">It cannot be reached, or refuses.</exception>
    Task<SealedBlob> EncryptAsync(SecretBytes plaintext, CancellationToken ct);

    /// <summary>Unwraps what this provider wrapped, also under an earlier key as long as it still has that.</summary>
    /// <param name="blob">As it came from <see cref="EncryptAsync"/>.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>The plaintext; the caller disposes it.</returns>
    /// <exception cref="SealProviderException">It cannot be reached, refuses, or does not know the key.</exception>
    Task<SecretBytes> DecryptAsync(SealedBlob blob, CancellationToken ct);
}
