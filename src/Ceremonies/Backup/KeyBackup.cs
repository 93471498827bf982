//
//  The OpenPGP messages of a share set, kept for holders who lose theirs. Path and JSON are Vault's and OpenBao's:
//
//    core/unseal-keys-backup, core/recovery-keys-backup    {"Nonce":"…","Keys":{"<fingerprint>":["<message in hex>",…]}}
//
//  Encrypted by the barrier, as OpenBao's sys/rotate does it. It is made with the commit of the rekey, of the messages
//  that wait for their holders: before, there is nothing that a cancel would have to take back, and the backup of the
//  set in force stays.
//
using System.Text.Json;
using System.Text.Json.Serialization;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Backup;

/// <summary>A backup as it is stored.</summary>
/// <param name="Nonce">Of the attempt that made it.</param>
/// <param name="Keys">Messages in hexadecimal by the fingerprint of their key, in the order of the shares.</param>
public sealed record KeyBackup(
    [property: JsonPropertyName("Nonce")] string Nonce,
    [property: JsonPropertyName("Keys")] IReadOnlyDictionary<string, IReadOnlyList<string>> Keys)
{
    public static string PathOf(ShareTarget target) =>
        target is ShareTarget.Recovery ? "core/recovery-keys-backup" : "core/unseal-keys-backup";

    /// <summary>Of the messages to the ceremony's recipients.</summary>
    internal static KeyBackup Of(Ceremony ceremony, Func<Participant, byte[]> messageTo) => new(
        ceremony.Nonce.Value,
        ceremony.Of(Part.Recipient)
            .Where(p => p.Pgp is not null)
            .OrderBy(p => p.ShareNumber)
            .GroupBy(p => p.Pgp!.Fingerprint)
            .ToDictionary(
                key => key.Key,
                IReadOnlyList<string> (key) => [.. key.Select(p => Convert.ToHexStringLower(messageTo(p)))]));

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <exception cref="JsonException">It is no backup.</exception>
    internal static KeyBackup Read(ReadOnlySpan<byte> record) =>
        JsonSerializer.Deserialize<KeyBackup>(record) is { Nonce: not null, Keys: not null } backup ? backup : throw new JsonException();
}
