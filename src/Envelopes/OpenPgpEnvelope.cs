using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Engine.Secrets;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Security;

namespace KeyCeremonyConsole.Envelopes;

/// <summary>OpenPGP by Bouncy Castle: AES-256 with the integrity packet of RFC 4880, section 5.13, which GnuPG 2.2 reads.</summary>
/// <remarks>
/// The plaintext goes through the library span by span and no buffer of it keeps any; the session key of a message stays
/// in an array of the library until the collector takes it. It opens one message, which is stored and handed out anyway.
/// </remarks>
public sealed class OpenPgpEnvelope : IOpenPgp
{
    private const int LongestOwner = 100; // Characters.

    // The system's generator itself, without one of the library's on top.
    private static SecureRandom Random => new(new CryptoApiRandomGenerator());

    /// <inheritdoc/>
    public Outcome<PgpKeyFacts> Read(ReadOnlySpan<byte> input, DateTimeOffset now, DateTimeOffset until)
    {
        if (!OpenPgpInput.Parse(input).TryGet(out PgpPublicKeyRing? ring, out Refusal? refusal))
        {
            return refusal;
        }

        try
        {
            return Check(new OpenPgpCertificate(ring), now, until);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return OpenPgpRefusals.NotAKey; // As in the parser: a hostile key may fail anywhere in the library.
        }
    }

    /// <inheritdoc/>
    public byte[] Encrypt(PgpKey key, SecretBytes plaintext)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(plaintext);
        var certificate = new OpenPgpCertificate(new PgpPublicKeyRing(Convert.FromBase64String(key.Base64)));
        return Encrypt(certificate.EncryptionKeys(certificate.Identity!.Value.Signature).First(k => IsStrong(k.Key)).Key, plaintext);
    }

    /// <inheritdoc/>
    public string Armor(byte[] message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var text = new MemoryStream();
        using (ArmoredOutputStream armored = ArmoredOutputStream.Build().ClearHeaders().Build(text))
        {
            armored.Write(message);
        }

        return System.Text.Encoding.ASCII.GetString(text.ToArray());
    }

    private static Outcome<PgpKeyFacts> Check(OpenPgpCertificate certificate, DateTimeOffset now, DateTimeOffset until)
    {
        PgpPublicKey primary = certificate.Primary;
        if (primary.Version != PublicKeyPacket.Version4)
        {
            return OpenPgpRefusals.OtherVersion;
        }

        if (!IsStrong(primary))
        {
            return OpenPgpRefusals.Weak; // First: a signature by a monstrous key takes for ever to check.
        }

        if (certificate.IsRevoked)
        {
            return OpenPgpRefusals.Revoked;
        }

        if (certificate.Identity is not { } identity)
        {
            return OpenPgpRefusals.Unsigned;
        }

        if (Late(OpenPgpCertificate.Expiry(primary, identity.Signature), now, until) is { } late)
        {
            return late;
        }

        (PgpPublicKey Key, DateTimeOffset? Expires)[] all = [.. certificate.EncryptionKeys(identity.Signature)];
        (PgpPublicKey Key, DateTimeOffset? Expires)[] strong = [.. all.Where(k => IsStrong(k.Key))];
        return all.Length == 0 ? OpenPgpRefusals.NoEncryption
            : strong.Length == 0 ? OpenPgpRefusals.Weak
            : Array.Find(strong, k => Late(k.Expires, now, until) is null) is { Key: not null } chosen ? Describe(certificate, identity, chosen)
            : Late(strong[0].Expires, now, until)!;
    }

    private static PgpKeyFacts Describe(
        OpenPgpCertificate certificate, (string Name, PgpSignature Signature) identity, (PgpPublicKey Key, DateTimeOffset? Expires) chosen)
    {
        using (SecretBytes nothing = SecretBytes.Allocate(1))
        {
            Encrypt(chosen.Key, nothing); // Better now than with the last share.
        }

        string owner = string.Concat(identity.Name.Where(c => !char.IsControl(c)).Take(LongestOwner));
        DateTimeOffset? expires = new[] { OpenPgpCertificate.Expiry(certificate.Primary, identity.Signature), chosen.Expires }.Min();
        return new PgpKeyFacts(
            new PgpKey(Convert.ToHexStringLower(certificate.Primary.GetFingerprint()), Convert.ToBase64String(certificate.Encode(chosen.Key))),
            owner,
            Name(chosen.Key),
            expires);
    }

    private static Refusal? Late(DateTimeOffset? expires, DateTimeOffset now, DateTimeOffset until) =>
        expires is not { } at ? null
        : at <= now ? OpenPgpRefusals.Expired(at)
        : at < until ? OpenPgpRefusals.ExpiresTooEarly(at)
        : null;

    // 112 bits of security and more (NIST SP 800-57 part 1, table 2), and not so large that it is an attack.
    private static bool IsStrong(PgpPublicKey key) => key.Algorithm switch
    {
        PublicKeyAlgorithmTag.RsaGeneral or PublicKeyAlgorithmTag.RsaEncrypt or PublicKeyAlgorithmTag.RsaSign =>
            key.BitStrength is >= 2048 and <= 8192 && ((RsaPublicBcpgKey)key.PublicKeyPacket.Key).PublicExponent.BitLength <= 64,
        PublicKeyAlgorithmTag.Dsa => key.BitStrength is >= 2048 and <= 3072,
        PublicKeyAlgorithmTag.ECDH => Name(key).Length > 0,
        PublicKeyAlgorithmTag.ECDsa or PublicKeyAlgorithmTag.EdDsa_Legacy => key.BitStrength >= 255,
        _ => false,
    };

    private static string Name(PgpPublicKey key) => key.PublicKeyPacket.Key is ECDHPublicBcpgKey curve
        ? curve.CurveOid.Id switch
        {
            "1.3.6.1.4.1.3029.1.5.1" => "Curve25519",
            "1.2.840.10045.3.1.7" => "P-256",
            "1.3.132.0.34" => "P-384",
            "1.3.132.0.35" => "P-521",
            _ => "",
        }
        : $"RSA {key.BitStrength}";

    private static byte[] Encrypt(PgpPublicKey key, SecretBytes plaintext)
    {
        const int Partial = 512; // Bytes of ciphertext: what is longer goes out in parts.
        var message = new MemoryStream();
        var generator = new PgpEncryptedDataGenerator(SymmetricKeyAlgorithmTag.Aes256, withIntegrityPacket: true, Random);
        generator.AddMethod(key);
        using (Stream encrypted = generator.Open(message, new byte[Partial]))
        using (Stream literal = new PgpLiteralDataGenerator().Open(
            encrypted, PgpLiteralData.Binary, name: "", plaintext.Length, DateTime.UnixEpoch))
        {
            literal.Write(plaintext.Borrow());
        }

        return message.ToArray();
    }
}
