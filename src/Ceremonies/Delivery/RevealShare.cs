using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Devices;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Delivery;

/// <summary>A new share as it leaves for its holder's device, which alone can open it.</summary>
/// <param name="Envelope">Ciphertext.</param>
/// <param name="Context">What it was sealed for.</param>
public sealed record SealedDelivery(byte[] Envelope, SealContext Context);

/// <summary>
/// A holder's device is handed their new share, once. The reveal is written down and every stored delivery of that share
/// destroyed in one transaction before the envelope leaves: at most once, in any tab, device or restart.
/// </summary>
public sealed class RevealShare(CeremonyRoom room, IConsoleStore store, SealEngine engine, Watch watch)
{
    private static readonly Refusal AlreadyRevealed = Refusal.Conflict(
        "already-revealed", "Your new share was already shown, and it is shown only once. If you did not store it, say so with \"I have lost it\".");

    private static readonly Refusal Encrypted = Refusal.Conflict(
        "share-encrypted", "Your new share is encrypted to your OpenPGP key. Collect the message, and decrypt it on your own machine.");

    private static readonly Refusal NotThisDevice = Refusal.Conflict(
        "not-this-device", "Your new share was sealed before this device was one of yours, so it cannot be opened here. Use the device that you had when the shares were made. If you no longer have it, say so: while nobody has seen a new share, the organiser can have all of them made again, for the devices that you have by then.");

    /// <param name="caller">The recipient.</param>
    /// <param name="id">In which ceremony.</param>
    /// <param name="device">The device that asks, and can open it.</param>
    /// <param name="ct">Gives up before the reveal is stored.</param>
    public Task<Outcome<SealedDelivery>> RunAsync(PersonId caller, CeremonyId id, DeviceId device, CancellationToken ct) =>
        room.StepAsync<SealedDelivery>(caller, ConsoleActs.RevealShare, id.Value, async visit =>
        {
            if (!(await RecipientStep.FindAsync(store, id, caller, ct)).TryGet(out (Ceremony Ceremony, Participant Me) at, out Refusal? refusal))
            {
                return refusal;
            }

            if (at.Me.Pgp is not null)
            {
                return Encrypted;
            }

            if (at.Me.RevealedAt is not null)
            {
                return AlreadyRevealed;
            }

            if (await at.Ceremony.IsOutdatedAsync(engine, ct))
            {
                return RecipientStep.Outdated;
            }

            if (await store.FindDeviceAsync(device, ct) is not { RemovedAt: null } mine || mine.Person != caller
                || await store.FindDeliveryAsync(id, caller, device, ct) is not { } envelope)
            {
                return NotThisDevice;
            }

            await WriteAsync(visit.Scribe, at.Ceremony, at.Me, mine);
            return new SealedDelivery(envelope, SealContext.Deliver(id, at.Ceremony.NewSet!, caller, device));
        }, ct);

    private async Task WriteAsync(Scribe scribe, Ceremony ceremony, Participant me, Device device)
    {
        Ceremony next = ceremony.Next(me with { RevealedAt = scribe.Now, LostAt = null });
        await scribe.SaveAsync(new Commit(scribe.Note($"Share {me.ShareNumber} handed to its holder's device '{device.Name}', which alone can open it."))
        {
            Ceremonies = [next],
            Deliveries = [DeliveryChange.Destroy(ceremony.Id, me.Person)],
        });
        watch.Announce(next);
    }
}
