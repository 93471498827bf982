using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Devices;

/// <summary>
/// An administrator lets a device take part that came after a ceremony had begun. Before that it gets nothing: whoever had
/// taken over an account would otherwise add a device of theirs and be sent the share.
/// </summary>
public sealed class AcceptDevice(CeremonyRoom room, IConsoleStore store, Watch watch)
{
    private static readonly Refusal NoSuchDevice = Refusal.Missing(
        "no-such-device", "There is no such device. Its owner may have removed it.");

    private static readonly Refusal Own = Refusal.Forbidden(
        "own-device", "This device is your own. Another administrator compares its words with you and accepts it; or cancel, and start again with it.");

    /// <param name="caller">An administrator, but not the device's owner.</param>
    /// <param name="id">Which device.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public Task<Outcome<Device>> RunAsync(PersonId caller, DeviceId id, CancellationToken ct) =>
        room.StepAsync<Device>(caller, ConsoleActs.AcceptDevice, id.Value, async visit =>
        {
            if (await store.FindDeviceAsync(id, ct) is not { RemovedAt: null } device)
            {
                return NoSuchDevice;
            }

            if (device.Person == caller)
            {
                return Own;
            }

            if (device.AcceptedAt is not null)
            {
                return device; // A second click.
            }

            Device accepted = device with { AcceptedAt = visit.Scribe.Now, AcceptedByName = visit.Scribe.ActorName };
            string owner = (await store.FindPersonAsync(device.Person, ct))?.Name ?? "somebody removed";
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"The device '{device.Name}' of {owner} was accepted. Its key in words: {string.Join(' ', device.Fingerprint.Words)}."))
            {
                Devices = [accepted],
            });
            await watch.AnnounceOpenOfAsync(device.Person);
            return accepted;
        }, ct);
}
