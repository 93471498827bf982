using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Delivery;

/// <summary>Turns freshly made shares into sealed deliveries and the roster of their set.</summary>
public sealed class Dealer(IDeliverySealer sealer)
{
    /// <summary>One sealed delivery for each recipient; share number n goes to the recipient of that number.</summary>
    public IReadOnlyList<DeliveryChange> Seal(Ceremony ceremony, PreparedDeal deal) =>
    [
        .. ceremony.Of(Part.Recipient).Select(p => new DeliveryChange(
            ceremony.Id, p.Person, sealer.Seal(ceremony.Id, p.Person, deal.Shares[p.ShareNumber - 1]))),
    ];

    /// <summary>Who holds which share of the set.</summary>
    public static IReadOnlyList<RosterEntry> Roster(Ceremony ceremony, PreparedDeal deal) =>
    [
        .. ceremony.Of(Part.Recipient).Select(p => new RosterEntry(deal.Set.Id, p.ShareNumber, p.Person, p.Name)),
    ];
}
