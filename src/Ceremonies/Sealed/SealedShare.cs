using System.Security.Cryptography;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies.Sealed;

/// <summary>
/// A share that its holder's browser sealed, with the key that opens it. The key is made for this one envelope and is gone
/// with it: what was overheard opens nothing later, and cannot be handed in again.
/// </summary>
/// <param name="key">Whose public key the browser was given; owned from here on.</param>
/// <param name="envelope">What the browser sent. It holds the share's text.</param>
public sealed class SealedShare(IOpeningKey key, byte[] envelope) : IDisposable
{
    /// <summary>Bytes of the largest envelope that is looked at.</summary>
    public const int Largest = 512;

    /// <summary>The share, if it was sealed for exactly this.</summary>
    /// <returns>The share, which is the caller's to wipe.</returns>
    internal Outcome<SecretBytes> Open(SealContext context)
    {
        if (envelope.Length > Largest)
        {
            return ShareRefusals.NotAShare;
        }

        try
        {
            using SecretBytes text = key.Open(envelope, context);
            return ShareText.TryDecode(text.Borrow(), out SecretBytes? share, out _) ? share : ShareRefusals.NotAShare;
        }
        catch (CryptographicException)
        {
            return ShareRefusals.SealedForAnother;
        }
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose() => key.Dispose();
}
