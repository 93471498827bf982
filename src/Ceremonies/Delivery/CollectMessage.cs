using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.OpenPgp;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Delivery;

/// <summary>
/// A holder fetches the OpenPGP message with their new share. Only they can open it, so it may be fetched again until
/// they have proved that they did; every time it is written down first.
/// </summary>
public sealed class CollectMessage(CeremonyRoom room, IConsoleStore store, SealEngine engine, IOpenPgp pgp, Watch watch)
{
    private static readonly Refusal NotEncrypted = Refusal.Conflict(
        "share-not-encrypted", "Your new share is not encrypted to an OpenPGP key. It is shown on this console, once.");

    private static readonly Refusal Spent = Refusal.Conflict(
        "message-spent", "You have proved that you hold this share, and its message was destroyed. Use what you stored.");

    /// <returns>The message, armored.</returns>
    public Task<Outcome<string>> RunAsync(PersonId caller, CeremonyId id, CancellationToken ct) =>
        room.StepAsync<string>(caller, ConsoleActs.CollectShare, id.Value, async visit =>
        {
            if (!(await RecipientStep.FindAsync(store, id, caller, ct)).TryGet(out (Ceremony Ceremony, Participant Me) at, out Refusal? refusal))
            {
                return refusal;
            }

            if (at.Me.Pgp is not { } key)
            {
                return NotEncrypted;
            }

            byte[]? message = await store.FindDeliveryAsync(id, caller, DeviceId.None, ct);
            if (message is null)
            {
                return Spent;
            }

            if (await at.Ceremony.IsOutdatedAsync(engine, ct))
            {
                return RecipientStep.Outdated;
            }

            Ceremony next = at.Ceremony.Next(at.Me with { RevealedAt = at.Me.RevealedAt ?? visit.Scribe.Now });
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note(
                $"Share {at.Me.ShareNumber} handed to its holder, encrypted to the OpenPGP key {key.Fingerprint}."))
            { Ceremonies = [next] });
            watch.Announce(next);
            return pgp.Armor(message);
        }, ct);
}
