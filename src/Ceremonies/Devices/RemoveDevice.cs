using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Devices;

/// <summary>A person takes a device off their list: lost, sold, no longer used. It gets nothing from then on.</summary>
public sealed class RemoveDevice(CeremonyRoom room, IConsoleStore store, Watch watch)
{
    private static readonly Refusal NoSuchDevice = Refusal.Missing(
        "no-such-device", "You have no such device. It may have been removed already.");

    public Task<Outcome<Device>> RunAsync(PersonId caller, DeviceId id, CancellationToken ct) =>
        room.StepAsync<Device>(caller, ConsoleActs.RemoveDevice, caller.Value, async visit =>
        {
            if (await store.FindDeviceAsync(id, ct) is not { RemovedAt: null } device || device.Person != caller)
            {
                return NoSuchDevice;
            }

            Device removed = device with { RemovedAt = visit.Scribe.Now };
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"The device '{device.Name}' was removed.")) { Devices = [removed] });
            await watch.AnnounceOpenOfAsync(caller);
            return removed;
        }, ct);
}
