using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies.Delivery;

/// <summary>Turns freshly made shares into sealed deliveries, or messages to OpenPGP keys, and the roster of their set.</summary>
public sealed class Dealer(IEnvelopes envelopes, DeviceBook book, IOpenPgp pgp)
{
    /// <summary>
    /// A delivery for each device of each recipient, or one to their OpenPGP key, sealed before anything is stored; share number
    /// n goes to the recipient of that number. From here on nobody else can read it, this server included.
    /// </summary>
    /// <remarks>That everybody has a device was checked in the same visit, see <see cref="CheckAsync"/>.</remarks>
    internal async Task<IReadOnlyList<DeliveryChange>> SealAsync(Ceremony ceremony, PreparedDeal deal, CancellationToken ct) =>
    [
        .. from row in await book.ReadAsync(ceremony, ct)
           let share = deal.Shares[row.Recipient.ShareNumber - 1]
           from delivery in row.Recipient.Pgp is { } key
               ? [new DeliveryChange(ceremony.Id, row.Recipient.Person, DeviceId.None, Encrypt(key, share))]
               : row.Devices.Where(d => d.ReceivesIn(ceremony))
                   .Select(d => new DeliveryChange(ceremony.Id, row.Recipient.Person, d.Id, Seal(ceremony.Id, deal.Set.Id, d, share)))
           select delivery,
    ];

    /// <inheritdoc cref="DeviceBook.CheckAsync"/>
    internal Task<Refusal?> CheckAsync(Ceremony ceremony, CancellationToken ct) => book.CheckAsync(ceremony, ct);

    /// <summary>For a ceremony whose recipients have no name: the shares, number 1 first, or the messages in their stead. The caller disposes them.</summary>
    internal IReadOnlyList<SecretBytes> HandOut(Ceremony ceremony, PreparedDeal deal) =>
    [
        .. ceremony.Of(Part.Recipient).OrderBy(p => p.ShareNumber).Select(p => p.Pgp is null
            ? deal.Shares[p.ShareNumber - 1].Copy()
            : SecretBytes.Take(Encrypt(p.Pgp, deal.Shares[p.ShareNumber - 1]))),
    ];

    /// <summary>Who holds which share of the set.</summary>
    public static IReadOnlyList<RosterEntry> Roster(Ceremony ceremony, PreparedDeal deal) =>
    [
        .. ceremony.Of(Part.Recipient).Select(p => new RosterEntry(deal.Set.Id, p.ShareNumber, p.Person, p.Name)),
    ];

    // As Vault does: what gpg gives back is the share in hexadecimal.
    private byte[] Encrypt(PgpKey key, SecretBytes share)
    {
        using SecretBytes hex = ShareText.EncodeHex(share);
        return pgp.Encrypt(key, hex);
    }

    private byte[] Seal(CeremonyId ceremony, string set, Device device, SecretBytes share)
    {
        using var text = SecretBytes.Allocate((share.Length + 2) / 3 * 4);
        ShareText.EncodeBase64(share, text.Fill());
        return envelopes.Seal(device.Key(), SealContext.Deliver(ceremony, set, device.Person, device.Id), text);
    }
}
