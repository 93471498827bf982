using System.Text;
using CsCheck;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Math;

namespace KeyCeremonyConsole.Envelopes.Tests.OpenPgp;

/// <summary>Against the real gpg, both ways: keys that it made, messages that it decrypts.</summary>
public sealed class OpenPgpEnvelopeTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly Gpg _gpg = new();
    private readonly OpenPgpEnvelope _pgp = new();

    public void Dispose() => _gpg.Dispose();

    [Theory]
    [InlineData("rsa2048", "rsa2048", "RSA 2048")]
    [InlineData("rsa3072", "rsa3072", "RSA 3072")]
    [InlineData("ed25519", "cv25519", "Curve25519")]
    [InlineData("nistp256", "nistp256", "P-256")]
    [InlineData("nistp384", "nistp384", "P-384")]
    [InlineData("nistp521", "nistp521", "P-521")]
    [InlineData("ed25519", "rsa3072", "RSA 3072")]
    public void Gpg_decrypts_a_share_to_the_hexadecimal_that_its_holder_submits(string primary, string subkey, string algorithm)
    {
        string fingerprint = _gpg.MakePair("Ada Ängström <ada@example.org>", primary, subkey);
        byte[] exported = _gpg.Export(fingerprint);

        PgpKeyFacts facts = Good(exported);
        using SecretBytes share = SecretBytes.Random(33);
        using SecretBytes hex = ShareText.EncodeHex(share);
        byte[] message = _pgp.Encrypt(facts.Key, hex);

        Assert.Equal((fingerprint, "Ada Ängström <ada@example.org>", algorithm, null), (facts.Key.Fingerprint, facts.Owner, facts.Algorithm, facts.Expires));
        Assert.Equal(Convert.ToHexStringLower(share.Borrow()), Encoding.ASCII.GetString(_gpg.Decrypt(message)));
        Assert.True(ShareText.TryDecode(_gpg.Decrypt(Encoding.ASCII.GetBytes(_pgp.Armor(message))), out SecretBytes? typed, out _));
        Assert.True(typed.Matches(share));
        typed.Dispose();
    }

    [Fact]
    public void A_message_is_integrity_protected_for_one_recipient_and_unsigned()
    {
        PgpKeyFacts facts = Good(Curve25519());
        using SecretBytes text = SecretBytes.Random(66);

        string packets = Encoding.ASCII.GetString(_gpg.Run(["--list-packets"], _pgp.Encrypt(facts.Key, text)));

        Assert.Contains("mdc_method: 2", packets, StringComparison.Ordinal);
        Assert.Single(packets.Split('\n'), l => l.StartsWith(":pubkey enc packet", StringComparison.Ordinal));
        Assert.DoesNotContain(":signature packet", packets, StringComparison.Ordinal);
        Assert.DoesNotContain(":compressed packet", packets, StringComparison.Ordinal); // Its length would tell.
    }

    [Fact]
    public void An_altered_message_does_not_decrypt()
    {
        PgpKeyFacts facts = Good(Curve25519());
        using SecretBytes text = SecretBytes.Random(66);
        byte[] message = _pgp.Encrypt(facts.Key, text);

        message[^30] ^= 1;

        Assert.Throws<InvalidOperationException>(() => _gpg.Decrypt(message));
    }

    [Fact]
    public void Two_messages_of_the_same_share_have_nothing_in_common()
    {
        PgpKeyFacts facts = Good(Curve25519());
        using SecretBytes text = SecretBytes.Random(66);

        byte[] one = _pgp.Encrypt(facts.Key, text);
        byte[] other = _pgp.Encrypt(facts.Key, text);

        Assert.NotEqual(one[^60..], other[^60..]);
    }

    [Fact]
    public void A_long_plaintext_arrives_whole()
    {
        PgpKeyFacts facts = Good(Curve25519());
        using SecretBytes text = SecretBytes.Random(5000);

        Assert.Equal(text.Borrow().ToArray(), _gpg.Decrypt(_pgp.Encrypt(facts.Key, text)));
    }

    [Fact]
    public void Armored_binary_and_base64_are_the_same_key()
    {
        string fingerprint = _gpg.MakePair("Ada", "ed25519", "cv25519");
        byte[] binary = _gpg.Export(fingerprint);

        PgpKey[] read =
        [
            Good(binary).Key,
            Good(_gpg.Export(fingerprint, "--armor")).Key,
            Good([.. "\r\n  "u8, .. _gpg.Export(fingerprint, "--armor"), .. "\r\n\r\n"u8]).Key,
            Good(Encoding.ASCII.GetBytes(Convert.ToBase64String(binary))).Key,
            Good(Encoding.ASCII.GetBytes(Convert.ToBase64String(binary, Base64FormattingOptions.InsertLineBreaks))).Key,
        ];

        Assert.Single(read.Distinct());
        Assert.Equal(read[0], Good(Encoding.ASCII.GetBytes(read[0].Base64)).Key);
    }

    [Fact]
    public void Other_peoples_signatures_are_left_out()
    {
        string ada = _gpg.MakePair("Ada", "ed25519", "cv25519");
        byte[] bare = _gpg.Export(ada);
        string ben = _gpg.Make("Ben", "ed25519");
        _gpg.Run(["--default-key", ben, "--quick-sign-key", ada]);
        byte[] signed = _gpg.Export(ada);

        Assert.True(signed.Length > bare.Length);
        Assert.Equal(Good(bare).Key, Good(signed).Key);
    }

    [Fact]
    public void Encrypts_to_the_newest_subkey_that_is_in_force()
    {
        string fingerprint = _gpg.Make("Ada", "ed25519", at: "20200101T000000");
        _gpg.Add(fingerprint, "rsa2048", at: "20200101T000001");
        _gpg.Add(fingerprint, "cv25519", at: "20200201T000000");
        Assert.Equal("Curve25519", Good(_gpg.Export(fingerprint)).Algorithm);

        _gpg.Edit(fingerprint, "key 2", "revkey", "y", "0", "", "y", "save");

        PgpKeyFacts left = Good(_gpg.Export(fingerprint));
        Assert.Equal("RSA 2048", left.Algorithm);
        using SecretBytes text = SecretBytes.Random(66);
        Assert.Equal(text.Borrow().ToArray(), _gpg.Decrypt(_pgp.Encrypt(left.Key, text)));
    }

    [Fact]
    public void A_key_that_expires_says_when()
    {
        string fingerprint = _gpg.MakePair("Ada", "ed25519", "cv25519", expires: "30d", at: "20261120T120000");

        PgpKeyFacts facts = Good(_gpg.Export(fingerprint));

        Assert.Equal(new DateTimeOffset(2026, 12, 20, 12, 0, 0, TimeSpan.Zero), facts.Expires!.Value, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_key_that_expires_before_the_ceremony_does_is_refused()
    {
        byte[] key = _gpg.Export(_gpg.MakePair("Ada", "ed25519", "cv25519", expires: "30d", at: "20261120T120000"));

        Assert.Equal("pgp-key-expires-early", _pgp.Read(key, Now, Now.AddDays(26)).Refusal?.Code);
        Assert.Null(_pgp.Read(key, Now, Now.AddDays(25)).Refusal);
    }

    [Fact]
    public void An_expired_key_is_refused() => Refused(
        "pgp-key-expired", _gpg.Export(_gpg.MakePair("Ada", "ed25519", "cv25519", expires: "1y", at: "20240101T000000")));

    [Fact]
    public void An_expired_subkey_is_refused()
    {
        string fingerprint = _gpg.Make("Ada", "ed25519", at: "20240101T000000");
        _gpg.Add(fingerprint, "cv25519", expires: "1y", at: "20240101T000000");

        Refused("pgp-key-expired", _gpg.Export(fingerprint));
    }

    // gpg encrypts to the one that is left; so do we.
    [Fact]
    public void An_expired_subkey_beside_one_in_force_does_not_matter()
    {
        string fingerprint = _gpg.Make("Ada", "ed25519", at: "20240101T000000");
        _gpg.Add(fingerprint, "rsa2048", at: "20240101T000001");
        _gpg.Add(fingerprint, "cv25519", expires: "1y", at: "20240102T000000");

        PgpKeyFacts facts = Good(_gpg.Export(fingerprint));

        Assert.Equal("RSA 2048", facts.Algorithm);
        using SecretBytes text = SecretBytes.Random(66);
        Assert.Equal(text.Borrow().ToArray(), _gpg.Decrypt(_pgp.Encrypt(facts.Key, text)));
    }

    [Fact]
    public void A_key_without_anything_to_encrypt_to_is_refused() =>
        Refused("pgp-key-cannot-encrypt", _gpg.Export(_gpg.Make("Ada", "ed25519")));

    [Fact]
    public void A_revoked_key_is_refused()
    {
        string fingerprint = _gpg.MakePair("Ada", "ed25519", "cv25519");
        _gpg.Revoke(fingerprint);

        Refused("pgp-key-revoked", _gpg.Export(fingerprint));
    }

    [Fact]
    public void A_revoked_subkey_is_not_encrypted_to()
    {
        string fingerprint = _gpg.MakePair("Ada", "ed25519", "cv25519");
        _gpg.Edit(fingerprint, "key 1", "revkey", "y", "0", "", "y", "save");

        Refused("pgp-key-cannot-encrypt", _gpg.Export(fingerprint));
    }

    [Theory]
    [InlineData("rsa1024", "rsa1024")]
    [InlineData("ed25519", "rsa1024")]
    [InlineData("rsa1024", "cv25519")]
    [InlineData("dsa2048", "elg2048")]
    public void A_weak_key_is_refused(string primary, string subkey) =>
        Refused("pgp-key-weak", _gpg.Export(_gpg.MakePair("Ada", primary, subkey)));

    // Whoever checked a signature with it would not come back.
    [Theory]
    [InlineData(60_000, 17)]
    [InlineData(4096, 4096)]
    public void A_monstrous_key_is_refused_before_anything_is_computed_with_it(int modulusBits, int exponentBits)
    {
        var key = new RsaPublicBcpgKey(BigInteger.One.ShiftLeft(modulusBits - 1).Add(BigInteger.One), BigInteger.One.ShiftLeft(exponentBits - 1).Add(BigInteger.One));
        byte[] packet = new PgpPublicKey(new PublicKeyPacket(PublicKeyPacket.Version4, PublicKeyAlgorithmTag.RsaGeneral, Now.UtcDateTime, key)).GetEncoded();

        Refused("pgp-key-weak", packet);
    }

    [Fact]
    public void A_private_key_is_refused_in_every_form_and_its_owner_is_told_so()
    {
        string fingerprint = _gpg.MakePair("Ada", "ed25519", "cv25519");
        byte[] binary = _gpg.Run(["--export-secret-keys", fingerprint]);

        Refused("pgp-private-key", _gpg.Run(["--armor", "--export-secret-keys", fingerprint]));
        Refused("pgp-private-key", binary);
        Refused("pgp-private-key", Encoding.ASCII.GetBytes(Convert.ToBase64String(binary)));
        Refused("pgp-private-key", [.. _gpg.Export(fingerprint, "--armor"), .. _gpg.Run(["--armor", "--export-secret-keys", fingerprint])]);
        Assert.Contains("exposed", OpenPgpRefusals.PrivateKey.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keys_at_once_are_refused()
    {
        string ada = _gpg.MakePair("Ada", "ed25519", "cv25519");
        string ben = _gpg.MakePair("Ben", "ed25519", "cv25519");

        Refused("several-pgp-keys", [.. _gpg.Export(ada), .. _gpg.Export(ben)]);
    }

    // Somebody who can only add packets must not be able to redirect the shares.
    [Fact]
    public void A_subkey_of_somebody_else_hung_on_a_key_is_not_encrypted_to()
    {
        byte[] ada = _gpg.Export(_gpg.Make("Ada", "ed25519"));
        byte[] mallory = Curve25519();

        Refused("pgp-key-cannot-encrypt", [.. ada, .. LastPackets(mallory, count: 2)]);
    }

    // Old keys have names in other encodings. Their signature cannot be checked, so they are no names, and no crash either.
    [Fact]
    public void A_name_that_is_not_utf_8_is_passed_over()
    {
        byte[] key = _gpg.Export(_gpg.MakePair("Ada", "ed25519", "cv25519"));
        key[key.AsSpan().IndexOf("Ada"u8)] = 0xC4;

        Refused("pgp-key-unsigned", key);
    }

    [Fact]
    public void A_name_that_was_exchanged_is_no_name()
    {
        byte[] key = _gpg.Export(_gpg.MakePair("Ada", "ed25519", "cv25519"));
        int name = key.AsSpan().IndexOf("Ada"u8);
        key[name] = (byte)'E';

        Refused("pgp-key-unsigned", key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("hello")]
    [InlineData("AAAA")]
    [InlineData("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----")]
    [InlineData("-----BEGIN PGP PUBLIC KEY BLOCK-----")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ada@example.org")]
    public void What_is_no_key_is_refused(string text) => Refused("not-a-pgp-key", Encoding.ASCII.GetBytes(text));

    [Fact]
    public void A_message_is_no_key() =>
        Refused("not-a-pgp-key", _gpg.Run(["--symmetric", "--passphrase", "x"], [1, 2, 3]));

    [Fact]
    public void A_flood_is_refused() => Refused("pgp-key-too-long", new byte[PgpKey.LongestInput + 1]);

    [Fact]
    public void A_cut_or_altered_key_never_breaks_anything()
    {
        byte[] key = Curve25519();
        Gen.Select(Gen.Int[0, key.Length - 1], Gen.Byte[1, 255], Gen.Int[1, key.Length]).Sample((at, flip, length) =>
        {
            byte[] altered = [.. key];
            altered[at] ^= flip;

            _ = _pgp.Read(altered, Now, Now); // Good or refused, but never an exception.
            _ = _pgp.Read(key.AsSpan(0, length), Now, Now);
            _ = _pgp.Read(Encoding.ASCII.GetBytes(Convert.ToBase64String(altered)), Now, Now);
        }, iter: 2000);
    }

    private byte[] Curve25519() => _gpg.Export(_gpg.MakePair("Mallory", "ed25519", "cv25519"));

    private PgpKeyFacts Good(byte[] key)
    {
        Assert.True(_pgp.Read(key, Now, Now).TryGet(out PgpKeyFacts? facts, out Refusal? refusal), refusal?.Code);
        return facts;
    }

    private void Refused(string code, byte[] key) => Assert.Equal(code, _pgp.Read(key, Now, Now).Refusal?.Code);

    // Old-format packets, as gpg writes them (RFC 4880, section 4.2.1).
    private static byte[] LastPackets(byte[] packets, int count)
    {
        var starts = new List<int>();
        for (int at = 0; at < packets.Length;)
        {
            starts.Add(at);
            int lengthBytes = 1 << (packets[at] & 3);
            int length = packets.AsSpan(at + 1, lengthBytes).ToArray().Aggregate(0, (sum, b) => (sum << 8) | b);
            at += 1 + lengthBytes + length;
        }

        return packets[starts[^count]..];
    }
}
