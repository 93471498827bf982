using System.Security.Cryptography;
using System.Text;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Envelopes;

/// <summary>Envelopes by HPKE (RFC 9180); what the browser's sealing.js does on the other side.</summary>
public sealed class HpkeEnvelopes : IEnvelopes
{
    private static readonly byte[] Info = "key-ceremony-console/share/1"u8.ToArray();

    public IOpeningKey NewKey() => new Key();

    public bool IsPublicKey(ReadOnlySpan<byte> publicKey) => P256.IsPoint(publicKey);

    public byte[] Seal(ReadOnlySpan<byte> publicKey, SealContext context, SecretBytes message)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(message);
        return HpkeSuite.Aes256.Seal(publicKey, Info, Encoding.UTF8.GetBytes(context.Text), message.Borrow());
    }

    /// <summary>The private key stays within the platform's cryptography, which clears it when it is freed.</summary>
    private sealed class Key : IOpeningKey
    {
        private readonly ECDiffieHellman _key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

        public Key() => PublicKey = P256.PointOf(_key);

        public byte[] PublicKey { get; }

        public SecretBytes Open(byte[] envelope, SealContext context) =>
            HpkeSuite.Aes256.Open(_key, envelope, Info, Encoding.UTF8.GetBytes(context.Text));

        public void Dispose() => _key.Dispose();
    }
}
