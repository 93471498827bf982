using System.Security.Cryptography;
using System.Text;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies.Tests.Doubles;

/// <summary>OpenPGP without its cryptography: keys are "pgp:name", a message names its key and hides its text from no more than a glance. The real one has tests of its own.</summary>
internal sealed class TestPgp : IOpenPgp
{
    internal const string NotAKey = "not-a-pgp-key";
    internal const string Expired = "pgp-key-expired";

    private const string Scheme = "pgp:";
    private const string Short = "pgp:short-"; // Keys that expire at noon.

    private static readonly DateTimeOffset Noon = TestConsole.Morning.Date.AddHours(12);

    internal static byte[] Text(string name) => Encoding.ASCII.GetBytes(Scheme + name);

    internal static PgpKey Key(string name) => Of(Scheme + name);

    /// <summary>What the owner's gpg gives back.</summary>
    internal static byte[] Decrypt(string owner, string armored)
    {
        byte[] message = Convert.FromHexString(armored.Split('\n')[1]);
        byte[] key = Convert.FromHexString(Key(owner).Fingerprint);
        return message.AsSpan(0, key.Length).SequenceCompareTo(key) == 0
            ? Veil(message.AsSpan(key.Length))
            : throw new CryptographicException("No secret key.");
    }

    /// <summary>The share that is in a message; its receiver wipes it.</summary>
    internal static SecretBytes Share(string owner, string armored) =>
        ShareText.TryDecode(Decrypt(owner, armored), out SecretBytes? share, out string? problem) ? share : throw new CryptographicException(problem);

    public Outcome<PgpKeyFacts> Read(ReadOnlySpan<byte> input, DateTimeOffset now, DateTimeOffset until)
    {
        string text = Encoding.ASCII.GetString(input);
        return !text.StartsWith(Scheme, StringComparison.Ordinal) ? Refusal.Invalid(NotAKey, "That is no key.")
            : text.StartsWith(Short, StringComparison.Ordinal) && until > Noon ? Refusal.Invalid(Expired, "It expires at noon.")
            : new PgpKeyFacts(Of(text), text[Scheme.Length..], "test", null);
    }

    public byte[] Encrypt(PgpKey key, SecretBytes plaintext) => [.. Convert.FromHexString(key.Fingerprint), .. Veil(plaintext.Borrow())];

    public string Armor(byte[] message) => $"-----BEGIN PGP MESSAGE-----\n{Convert.ToHexStringLower(message)}\n-----END PGP MESSAGE-----\n";

    private static byte[] Veil(ReadOnlySpan<byte> text) => [.. text.ToArray().Select(b => (byte)(b ^ 0xA7))];

    private static PgpKey Of(string text) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)))[..40], text);
}
