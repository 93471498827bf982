using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Delivery;

/// <summary>What the steps of a recipient have in common: who may take them, and when.</summary>
internal static class RecipientStep
{
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

    /// <summary>The ceremony with the caller's row changed, at the version to store.</summary>
    public static Ceremony Next(this Ceremony ceremony, Participant changed) =>
        ceremony.With(changed) with { Version = ceremony.Version + 1 };
}
