using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Delivery;

/// <summary>What the steps of a recipient have in common: who may take them, and when.</summary>
internal static class RecipientStep
{
    public static readonly Refusal Outdated = Refusal.Conflict(
        "delivery-outdated", "These shares have been replaced since; yours would open nothing. You need not collect it.");

    /// <summary>The caller's row, or why they have none here. A share can be collected also after the switch.</summary>
    public static async Task<Outcome<(Ceremony Ceremony, Participant Me)>> FindAsync(
        IConsoleStore store, CeremonyId id, PersonId caller, CancellationToken ct)
    {
        Ceremony? ceremony = await store.FindCeremonyAsync(id, ct);
        return ceremony is null ? Refusals.NoSuchCeremony
            : ceremony.Stage is CeremonyStage.Cancelled or CeremonyStage.Expired ? Refusals.Ended
            : ceremony.Find(caller, Part.Recipient) is not { } me ? Refusals.NotYours
            : ceremony.Stage is CeremonyStage.Collecting ? Refusals.NotDealt
            : (ceremony, me);
    }

    /// <summary>Whether its new set was replaced or dropped meanwhile.</summary>
    public static async Task<bool> IsOutdatedAsync(this Ceremony ceremony, SealEngine engine, CancellationToken ct)
    {
        SealStatus status = await engine.ReadStatusAsync(ct);
        return ceremony.NewSet is not { } set || (set != status.Current?.Id && set != status.Pending?.Id);
    }

    /// <summary>
    /// Messages that nobody needs any more: a recipient's own proof shows that they have what is in it. While the
    /// ceremony is open they stay, for a backup is made of them at its end.
    /// </summary>
    public static IReadOnlyList<DeliveryChange> SpentMessages(this Ceremony ceremony) => ceremony.IsOpen ? [] :
    [
        .. ceremony.Of(Part.Recipient)
            .Where(p => p is { Pgp: not null, ProvedAt: not null })
            .Select(p => DeliveryChange.Destroy(ceremony.Id, p.Person)),
    ];

    /// <summary>The ceremony with the caller's row changed, at the version to store.</summary>
    public static Ceremony Next(this Ceremony ceremony, Participant changed) =>
        ceremony.With(changed) with { Version = ceremony.Version + 1 };
}
