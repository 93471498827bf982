using System.Security.Cryptography;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Delivery;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using KeyCeremonyConsole.Envelopes;

namespace KeyCeremonyConsole.Web.Tests;

/// <summary>A holder's browser where there is none: the real envelopes, with the private key at hand.</summary>
public sealed class Phone : IDisposable
{
    private static readonly HpkeEnvelopes Envelopes = new();

    private readonly IOpeningKey _key = Envelopes.NewKey();

    public Phone(PersonId owner, DateTimeOffset now) =>
        Device = new Device(DeviceId.New(), owner, "A phone", Convert.ToHexStringLower(_key.PublicKey), now);

    public Device Device { get; }

    public void Dispose() => _key.Dispose();

    /// <summary>The share in a delivery to this device; the caller's to wipe.</summary>
    public SecretBytes Open(SealedDelivery delivery)
    {
        using SecretBytes text = _key.Open(delivery.Envelope, delivery.Context);
        return ShareText.TryDecode(text.Borrow(), out SecretBytes? share, out _) ? share : throw new CryptographicException("There is no share in it.");
    }

    /// <summary>A share as a browser hands it over. The share stays its owner's.</summary>
    public static SealedShare Seal(SecretBytes share, SealContext context)
    {
        IOpeningKey key = Envelopes.NewKey();
        using var text = SecretBytes.Allocate((share.Length + 2) / 3 * 4);
        ShareText.EncodeBase64(share, text.Fill());
        return new SealedShare(key, Envelopes.Seal(key.PublicKey, context, text));
    }

    /// <summary>What was typed, as the script seals it to the key that it was given.</summary>
    public static byte[] Seal(byte[] typed, byte[] publicKey, SealContext context)
    {
        using SecretBytes text = SecretBytes.Take([.. typed]);
        return Envelopes.Seal(publicKey, context, text);
    }
}
