using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Secrets;
using KeyCeremonyConsole.Engine.Sharing;

namespace KeyCeremonyConsole.Ceremonies.Delivery;

/// <summary>Turns freshly made shares into sealed deliveries, or messages to OpenPGP keys, and the roster of their set.</summary>
public sealed class Dealer(IDeliverySealer sealer, IOpenPgp pgp)
{
    /// <summary>One sealed delivery for each recipient; share number n goes to the recipient of that number.</summary>
    public IReadOnlyList<DeliveryChange> Seal(Ceremony ceremony, PreparedDeal deal) =>
    [
        .. ceremony.Of(Part.Recipient).Select(p => new DeliveryChange(
            ceremony.Id, p.Person, Seal(ceremony.Id, p, deal.Shares[p.ShareNumber - 1]))),
    ];

    // As Vault does: what gpg gives back is the share in hexadecimal.
    private byte[] Seal(CeremonyId ceremony, Participant recipient, SecretBytes share)
    {
        if (recipient.Pgp is not { } key)
        {
            return sealer.Seal(ceremony, recipient.Person, share);
        }

        using SecretBytes hex = ShareText.EncodeHex(share);
        return pgp.Encrypt(key, hex);
    }

    /// <summary>Who holds which share of the set.</summary>
    public static IReadOnlyList<RosterEntry> Roster(Ceremony ceremony, PreparedDeal deal) =>
    [
        .. ceremony.Of(Part.Recipient).Select(p => new RosterEntry(deal.Set.Id, p.ShareNumber, p.Person, p.Name)),
    ];
}
