using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.OpenPgp;

/// <summary>
/// What ceremonies need of OpenPGP (RFC 4880 and 6637, as GnuPG 2.2 reads it): keys that are looked at before anything
/// depends on them, and messages to them. Who implements it knows a library; nobody here does.
/// </summary>
public interface IOpenPgp
{
    /// <summary>
    /// Reads one public key and finds out whether it is good for a share: it vouches for itself, is not revoked, is
    /// strong enough, has something to encrypt to, and stays so. One message is made for it, to be sure.
    /// </summary>
    /// <param name="input">Armored, binary, or base64 of the binary form; at most <see cref="PgpKey.LongestInput"/> bytes.</param>
    /// <param name="now">When.</param>
    /// <param name="until">It must not expire before; the end of a ceremony, or <paramref name="now"/>.</param>
    Outcome<PgpKeyFacts> Read(ReadOnlySpan<byte> input, DateTimeOffset now, DateTimeOffset until);

    /// <summary>An OpenPGP message in binary, unsigned, integrity protected, to one recipient.</summary>
    /// <param name="key">One that <see cref="Read"/> gave; it is not checked again.</param>
    /// <param name="plaintext">Stays the caller's.</param>
    byte[] Encrypt(PgpKey key, SecretBytes plaintext);

    /// <summary>The message as text that can be pasted into <c>gpg --decrypt</c>.</summary>
    string Armor(byte[] message);
}
