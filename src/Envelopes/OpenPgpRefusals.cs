using System.Globalization;
using KeyCeremonyConsole.Ceremonies;

namespace KeyCeremonyConsole.Envelopes;

/// <summary>What can be wrong with an OpenPGP key, and what its owner does about it.</summary>
internal static class OpenPgpRefusals
{
    public static readonly Refusal NotAKey = Refusal.Invalid(
        "not-a-pgp-key", "That is not an OpenPGP public key. Export it with \"gpg --armor --export\" and your address, and paste all of it.");

    public static readonly Refusal TooLong = Refusal.Invalid(
        "pgp-key-too-long", "That is too much for one key. Export it with \"gpg --armor --export-options export-minimal --export\" and your address.");

    public static readonly Refusal PrivateKey = Refusal.Invalid(
        "pgp-private-key", "That is a PRIVATE key, and it has left your machine now: it was not kept here, but treat it as exposed. Revoke it, make a new one, and give us the public key: \"gpg --armor --export\" and your address.");

    public static readonly Refusal SeveralKeys = Refusal.Invalid(
        "several-pgp-keys", "There are several keys in that. Export one only, by its fingerprint.");

    public static readonly Refusal OtherVersion = Refusal.Invalid(
        "pgp-key-version", "Only keys of OpenPGP version 4 are taken, which is what GnuPG makes. Make one with \"gpg --full-generate-key\".");

    public static readonly Refusal Unsigned = Refusal.Invalid(
        "pgp-key-unsigned", "This key carries no name that it signed itself, so it was cut short or altered. Export it again.");

    public static readonly Refusal Revoked = Refusal.Invalid(
        "pgp-key-revoked", "This key is revoked. Choose another one.");

    public static readonly Refusal NoEncryption = Refusal.Invalid(
        "pgp-key-cannot-encrypt", "This key has no part to encrypt to that is signed, in force and not revoked. Add one with \"gpg --quick-add-key\", its fingerprint and \"cv25519 encr\", and export it again.");

    public static readonly Refusal Weak = Refusal.Invalid(
        "pgp-key-weak", "This key is too weak, or of a kind that is not taken. Taken are RSA with 2048 to 8192 bits, Curve25519, and the curves P-256, P-384 and P-521.");

    public static Refusal Expired(DateTimeOffset at) => Refusal.Invalid("pgp-key-expired", string.Create(
        CultureInfo.InvariantCulture,
        $"This key expired on {at:d MMMM yyyy}. Its owner can extend it with \"gpg --quick-set-expire\" and export it again."));

    public static Refusal ExpiresTooEarly(DateTimeOffset at) => Refusal.Invalid("pgp-key-expires-early", string.Create(
        CultureInfo.InvariantCulture,
        $"This key expires on {at:d MMMM yyyy, HH:mm} UTC, before the ceremony must be over. Its owner can extend it with \"gpg --quick-set-expire\" and export it again."));
}
