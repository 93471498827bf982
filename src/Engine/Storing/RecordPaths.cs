namespace KeyCeremonyConsole.Engine.Storing;

/// <summary>Where the engine's records lie. <c>core/</c> is laid out as Vault's and OpenBao's; <c>console/</c> is ours.</summary>
public static class RecordPaths
{
    /// <summary>N and T, as JSON. Plaintext: it must be readable while sealed, and is no secret.</summary>
    public const string SealConfig = "core/seal-config";

    /// <summary>
    /// The root key, wrapped: a protobuf BlobInfo around a JSON array with one base64 string. With a Shamir seal
    /// nonce, ciphertext and tag of AES-256-GCM under the key that the shares give (KEK), without additional data;
    /// else whatever the seal provider makes of it.
    /// </summary>
    public const string StoredKeys = "core/hsm/barrier-unseal-keys";

    /// <summary>
    /// All data keys by term, the root key, and the counts, as JSON. A barrier record whose header says
    /// term 1, encrypted with the root key.
    /// </summary>
    public const string Keyring = "core/keyring";

    /// <summary>The root key as the JSON of one key. A barrier record under the active data key.</summary>
    public const string RootKey = "core/root-key";

    /// <summary>N and T of the recovery shares, as JSON, behind a seal provider; 0 of 0 before there are any. Plaintext.</summary>
    public const string RecoveryConfig = "core/recovery-config";

    /// <summary>The recovery key, raw, in the BlobInfo of the seal provider. There when there are recovery shares.</summary>
    public const string RecoveryKey = "core/recovery-key";

    /// <summary>The KEK, raw, with a Shamir seal. A barrier record under the active data key; a server that takes over reads it.</summary>
    public const string ShamirKek = "core/shamir-kek";

    /// <summary>
    /// Every share set there ever was: id, generation, N, T, dates, salt, and one commitment for each
    /// share. Plaintext JSON, readable while sealed; a commitment tells nothing about 256 random bits.
    /// </summary>
    public const string ShareSets = "console/share-sets";

    /// <summary>
    /// A rekey that waits for its verification: a version byte 1, the new set's id (16 bytes), a SHA-256
    /// of what <see cref="ShareSets"/> says about it, the new KEK. A barrier record under the active data key.
    /// </summary>
    public const string PendingRekey = "console/pending-rekey";

    /// <summary>
    /// The terms that decrypt nothing any more, as a JSON array of numbers. A barrier record under the active data
    /// key. Not in the keyring, which another server may write anew without it.
    /// </summary>
    public const string RetiredTerms = "console/retired-terms";

    /// <summary>
    /// Below it, a server of a cluster leaves the next term's key for the others, under the key of the term before.
    /// We write none; one that was left behind is no record that has to be kept readable.
    /// </summary>
    public const string Upgrades = "core/upgrade/";
}
