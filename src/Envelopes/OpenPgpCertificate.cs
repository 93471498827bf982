//
//  Which parts of a key its owner vouches for, as of a moment. Source: RFC 4880, sections 5.2.1, 5.2.3 and 11.1.
//
//    primary key ── certification (0x10-0x13) ──▶ a name; says when the primary key expires
//              └─── binding (0x18) ─────────────▶ a subkey; says what it is for and when it expires
//              └─── revocation (0x20, 0x28, 0x30) takes key, subkey or name back, for good
//
//  Anybody can hang packets on a key. Only what the primary key itself signed counts, and of that only what is hashed.
//
using System.Text;
using System.Text.Unicode;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace KeyCeremonyConsole.Envelopes;

internal sealed class OpenPgpCertificate(PgpPublicKeyRing ring)
{
    private const int ForEncryption = PgpKeyFlags.CanEncryptCommunications | PgpKeyFlags.CanEncryptStorage;

    public PgpPublicKey Primary { get; } = ring.GetPublicKey();

    public bool IsRevoked => Primary.GetSignaturesOfType(PgpSignature.KeyRevocation)
        .Any(s => IsOwn(s) && Verifies(s, () => s.VerifyCertification(Primary)));

    /// <summary>The name that was signed last, and what its signature says about the primary key; null without any.</summary>
    public (string Name, PgpSignature Signature)? Identity => Names
        .Select(name => (Name: name, Signature: NewestOf(name)))
        .Where(id => id.Signature is not null)
        .OrderByDescending(id => id.Signature!.CreationTime)
        .Select(id => ((string, PgpSignature)?)(id.Name, id.Signature!))
        .FirstOrDefault();

    /// <summary>What may be encrypted to, newest first, with when it expires by itself. Strength is another question.</summary>
    public IEnumerable<(PgpPublicKey Key, DateTimeOffset? Expires)> EncryptionKeys(PgpSignature identity) => ring.GetPublicKeys()
        .Select(key => (Key: key, Signature: key.IsMasterKey ? identity : BindingOf(key)))
        .Where(k => k.Signature is not null && k.Key.IsEncryptionKey && MayEncrypt(k.Key, k.Signature))
        .OrderByDescending(k => k.Key.CreationTime)
        .Select(k => (k.Key, Expiry(k.Key, k.Signature!)));

    /// <summary>When a key expires, as its own signature says.</summary>
    public static DateTimeOffset? Expiry(PgpPublicKey key, PgpSignature signature) =>
        signature.GetHashedSubPackets().GetKeyExpirationTime() is > 0 and long seconds
            ? new DateTimeOffset(DateTime.SpecifyKind(key.CreationTime, DateTimeKind.Utc)).AddSeconds(seconds)
            : null;

    /// <summary>The key with nothing on it but what its owner signed, and of its subkeys only the one that is used.</summary>
    public byte[] Encode(PgpPublicKey used)
    {
        PgpPublicKey primary = Names.Aggregate(Primary, (key, name) => key.GetSignaturesForId(name)
            .Where(s => !IsOwn(s))
            .Aggregate(key, (left, foreign) => PgpPublicKey.RemoveCertification(left, name, foreign)));
        return ring.GetPublicKeys()
            .Where(key => !key.IsMasterKey && key.KeyId != used.KeyId)
            .Aggregate(PgpPublicKeyRing.InsertPublicKey(ring, primary), PgpPublicKeyRing.RemovePublicKey)
            .GetEncoded();
    }

    // Names are UTF-8 (RFC 4880, section 5.11); one that is not would not verify, and is passed over.
    private IEnumerable<string> Names => Primary.GetRawUserIds().Where(raw => Utf8.IsValid(raw)).Select(Encoding.UTF8.GetString);

    private PgpSignature? NewestOf(string name)
    {
        PgpSignature[] own =
        [
            .. Primary.GetSignaturesForId(name).Where(s => IsOwn(s) && Verifies(s, () => s.VerifyCertification(name, Primary))),
        ];
        return own.Any(s => s.SignatureType == PgpSignature.CertificationRevocation)
            ? null
            : own.Where(s => s.IsCertification()).MaxBy(s => s.CreationTime);
    }

    private PgpSignature? BindingOf(PgpPublicKey subkey)
    {
        PgpSignature[] own =
        [
            .. subkey.GetSignatures().Where(s => IsOwn(s) && Verifies(s, () => s.VerifyCertification(Primary, subkey))),
        ];
        return own.Any(s => s.SignatureType == PgpSignature.SubkeyRevocation)
            ? null
            : own.Where(s => s.SignatureType == PgpSignature.SubkeyBinding).MaxBy(s => s.CreationTime);
    }

    // Without flags an old key may be used for whatever its algorithm can; a primary key signs, unless it says more.
    private static bool MayEncrypt(PgpPublicKey key, PgpSignature signature) =>
        signature.GetHashedSubPackets() is { } said && said.HasSubpacket(SignatureSubpacketTag.KeyFlags)
            ? (said.GetKeyFlags() & ForEncryption) != 0
            : !key.IsMasterKey;

    private bool IsOwn(PgpSignature signature) => signature.KeyId == Primary.KeyId && signature.GetHashedSubPackets() is not null;

    private bool Verifies(PgpSignature signature, Func<bool> verify)
    {
        try
        {
            signature.InitVerify(Primary);
            return verify();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false; // A signature that cannot even be computed is none.
        }
    }
}
