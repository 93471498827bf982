using System.Security.Cryptography;
using System.Text;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies.Tests.Doubles;

/// <summary>
/// Envelopes that are as strict as the real ones about key and context and hide what is in them from a search, but are made
/// in a microsecond. Whoever knows the public key can open them.
/// </summary>
internal sealed class TestEnvelopes : IEnvelopes
{
    private const int KeySize = 65;

    private static readonly TestEnvelopes It = new();

    public IOpeningKey NewKey() => new Key();

    public bool IsPublicKey(ReadOnlySpan<byte> publicKey) => publicKey.Length == KeySize && publicKey[0] == 4;

    public byte[] Seal(ReadOnlySpan<byte> publicKey, SealContext context, SecretBytes message)
    {
        byte[] tag = SHA256.HashData([.. publicKey, .. Encoding.UTF8.GetBytes(context.Text)]);
        return [.. tag, .. Mix(tag, message.Borrow())];
    }

    /// <summary>The one device that everybody has.</summary>
    internal static Device PhoneOf(PersonId person) => new(
        new DeviceId($"{person}-phone"), person, $"{person}'s phone", Convert.ToHexStringLower([4, .. SHA512.HashData(Encoding.UTF8.GetBytes(person.Value))]), TestConsole.Morning);

    /// <summary>A share as its holder's browser hands it over.</summary>
    internal static SealedShare Seal(SecretBytes share, SealContext context) => Seal(share, context, new Key());

    internal static SealedShare Seal(SecretBytes share, SealContext context, Key key)
    {
        using (share)
        {
            using SecretBytes text = TextOf(share);
            return new SealedShare(key, It.Seal(key.PublicKey, context, text));
        }
    }

    /// <summary>What the holder's device makes of a delivery.</summary>
    internal static SecretBytes Open(SealedDelivery delivery, Device device)
    {
        using var key = new Key(device.Key());
        using SecretBytes text = key.Open(delivery.Envelope, delivery.Context);
        return ShareText.TryDecode(text.Borrow(), out SecretBytes? share, out _) ? share : throw new CryptographicException("No share.");
    }

    private static SecretBytes TextOf(SecretBytes share)
    {
        var text = SecretBytes.Allocate((share.Length + 2) / 3 * 4);
        ShareText.EncodeBase64(share, text.Fill());
        return text;
    }

    private static byte[] Mix(byte[] tag, ReadOnlySpan<byte> message)
    {
        byte[] mixed = HKDF.Expand(HashAlgorithmName.SHA256, tag, message.Length);
        for (int i = 0; i < message.Length; i++)
        {
            mixed[i] ^= message[i];
        }

        return mixed;
    }

    internal sealed class Key(byte[] publicKey) : IOpeningKey
    {
        public Key()
            : this([4, .. RandomNumberGenerator.GetBytes(KeySize - 1)])
        {
        }

        public byte[] PublicKey { get; } = publicKey;

        internal bool IsGone { get; private set; }

        public SecretBytes Open(byte[] envelope, SealContext context)
        {
            ObjectDisposedException.ThrowIf(IsGone, this);
            byte[] tag = SHA256.HashData([.. PublicKey, .. Encoding.UTF8.GetBytes(context.Text)]);
            return CryptographicOperations.FixedTimeEquals(envelope.AsSpan(0, Math.Min(envelope.Length, tag.Length)), tag)
                ? SecretBytes.Take(Mix(tag, envelope.AsSpan(tag.Length)))
                : throw new CryptographicException("Sealed for another.");
        }

        public void Dispose() => IsGone = true;
    }
}
