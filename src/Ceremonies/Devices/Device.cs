using System.Security.Cryptography;

namespace KeyCeremonyConsole.Ceremonies.Devices;

/// <summary>
/// What opens a holder's new shares: one browser, which keeps a private key and cannot give it away; or a passkey, which makes
/// the same key in every browser that has it.
/// </summary>
/// <param name="Id">For ever.</param>
/// <param name="Person">Whose it is.</param>
/// <param name="Name">As its holder called it: "Chrome on the office laptop".</param>
/// <param name="PublicKey">An uncompressed point of P-256, 130 lower-case hexadecimal digits. It never changes.</param>
/// <param name="EnrolledAt">Since when it is known.</param>
public sealed record Device(DeviceId Id, PersonId Person, string Name, string PublicKey, DateTimeOffset EnrolledAt)
{
    /// <summary>How many devices one person may have.</summary>
    public const int MostPerPerson = 10;

    /// <summary>When an administrator let it take part in a ceremony that had begun before it came; else null.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>Who let it.</summary>
    public string? AcceptedByName { get; init; }

    /// <summary>Since when it gets nothing any more.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>Whether it is a passkey.</summary>
    public bool IsPasskey => Id.IsPasskey;

    /// <summary>To be compared by voice, as a ceremony's fingerprint is.</summary>
    public Fingerprint Fingerprint => new(Convert.ToHexStringLower(SHA256.HashData(Key())));

    /// <summary>The public key's bytes.</summary>
    public byte[] Key() => Convert.FromHexString(PublicKey);

    /// <summary>
    /// Whether a share of this ceremony is sealed to it: a device that was not there when the ceremony began could be a
    /// stranger's, so an administrator accepts it first.
    /// </summary>
    public bool ReceivesIn(Ceremony ceremony) => RemovedAt is null && (EnrolledAt <= ceremony.StartedAt || AcceptedAt is not null);
}
