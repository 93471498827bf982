namespace KeyCeremonyConsole.Ceremonies.OpenPgp;

/// <summary>An OpenPGP public key that was found good. Public: it may be stored, logged and shown.</summary>
/// <param name="Fingerprint">Of the primary key, 40 lower-case hex digits, as Vault writes it.</param>
/// <param name="Base64">The key in binary without other people's signatures, as base64: what Vault's <c>pgp_keys</c> takes.</param>
public sealed record PgpKey(string Fingerprint, string Base64)
{
    /// <summary>Bytes of a key as it is handed in, other people's signatures included.</summary>
    public const int LongestInput = 256 * 1024;

    /// <summary>The fingerprint in groups of four, for the eye.</summary>
    public string Grouped => string.Join(' ', Fingerprint.Chunk(4).Select(c => new string(c)));
}

/// <summary>What a key says about itself.</summary>
/// <param name="Key">The key.</param>
/// <param name="Owner">The name on it: somebody's own claim, nothing that we vouch for.</param>
/// <param name="Algorithm">What is encrypted with: "RSA 3072", "Curve25519", "P-256".</param>
/// <param name="Expires">Null when it never does.</param>
public sealed record PgpKeyFacts(PgpKey Key, string Owner, string Algorithm, DateTimeOffset? Expires);
