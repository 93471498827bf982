using System.Security.Cryptography;
using System.Text;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Delivery;

//
//  AES-256-GCM (NIST SP 800-38D) under a key that this server keeps outside its database.
//  Layout: nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). Additional data: ceremony id and recipient id,
//  so that a delivery moved to another row does not open. A nonce is random; the key seals a few hundred
//  shares in its life, far below the 2^32 of SP 800-38D, section 8.3.
//

/// <summary>Seals deliveries to a key file of this server: a stolen database alone opens nothing.</summary>
public sealed class LocalKeySealer(SecretBytes key) : IDeliverySealer, IDisposable
{
    /// <summary>Bytes of the key.</summary>
    public const int KeySize = 32;

    private const int NonceSize = 12;
    private const int TagSize = 16;

    public byte[] Seal(CeremonyId ceremony, PersonId recipient, SecretBytes share)
    {
        byte[] delivery = new byte[NonceSize + share.Length + TagSize];
        Span<byte> aeadNonce = delivery.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(aeadNonce);
        using var aes = new AesGcm(key.Borrow(), TagSize);
        aes.Encrypt(
            aeadNonce,
            share.Borrow(),
            delivery.AsSpan(NonceSize, share.Length),
            delivery.AsSpan(NonceSize + share.Length),
            Context(ceremony, recipient));
        return delivery;
    }

    public SecretBytes Open(CeremonyId ceremony, PersonId recipient, byte[] delivery)
    {
        if (delivery.Length <= NonceSize + TagSize)
        {
            throw new CryptographicException("The delivery is too short.");
        }

        int length = delivery.Length - NonceSize - TagSize;
        var share = SecretBytes.Allocate(length);
        try
        {
            using var aes = new AesGcm(key.Borrow(), TagSize);
            aes.Decrypt(
                delivery.AsSpan(0, NonceSize),
                delivery.AsSpan(NonceSize, length),
                delivery.AsSpan(NonceSize + length),
                share.Fill(),
                Context(ceremony, recipient));
            return share;
        }
        catch
        {
            share.Dispose();
            throw;
        }
    }

    public void Dispose() => key.Dispose();

    private static byte[] Context(CeremonyId ceremony, PersonId recipient) =>
        Encoding.UTF8.GetBytes($"delivery/1/{ceremony}/{recipient}");
}
