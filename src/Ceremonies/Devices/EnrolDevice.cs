using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Devices;

/// <summary>
/// A person makes a browser of theirs, or a passkey, one that can open their new shares. Its public key is pinned; whoever takes
/// part in a ceremony that is open sees that it came.
/// </summary>
public sealed class EnrolDevice(CeremonyRoom room, IConsoleStore store, IEnvelopes envelopes, Watch watch)
{
    private static readonly Refusal NameMissing = Refusal.Invalid(
        "device-name", string.Create(CultureInfo.InvariantCulture, $"Give the device a name that you will know it by, at most {Limits.Name} characters."));

    private static readonly Refusal NotAKey = Refusal.Invalid(
        "device-key", "This browser sent no key that a share can be sealed to. Try again, or use another browser.");

    private static readonly Refusal Known = Refusal.Conflict(
        "device-known", "This device is on the list already.");

    private static readonly Refusal NotYours = Refusal.Missing(
        "no-such-passkey", "That passkey is none of yours here. Use one that stands on the page of your account.");

    private static readonly Refusal TooMany = Refusal.Conflict(
        "too-many-devices", string.Create(CultureInfo.InvariantCulture, $"You have {Device.MostPerPerson} devices, and no more are possible. Remove one that you no longer use."));

    /// <param name="caller">Whose device it is.</param>
    /// <param name="name">What they call it.</param>
    /// <param name="publicKey">An uncompressed point of P-256, 65 bytes.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public Task<Outcome<Device>> RunAsync(PersonId caller, string name, byte[] publicKey, CancellationToken ct) =>
        room.StepAsync<Device>(caller, ConsoleActs.EnrolDevice, caller.Value, visit =>
            SaveAsync(visit.Scribe, new Device(DeviceId.New(), caller, name.Trim(), Convert.ToHexStringLower(publicKey), visit.Scribe.Now), ct), ct);

    /// <param name="caller">Whose passkey it is.</param>
    /// <param name="passkey">Its id.</param>
    /// <param name="publicKey">Of the key that it makes; an uncompressed point of P-256, 65 bytes.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public Task<Outcome<Device>> OfPasskeyAsync(PersonId caller, string passkey, byte[] publicKey, CancellationToken ct) =>
        room.StepAsync<Device>(caller, ConsoleActs.EnrolDevice, caller.Value, async visit =>
            (await store.FindWaysInAsync(caller, ct))?.Passkeys.FirstOrDefault(p => p.Id == passkey) is { } mine
                ? await SaveAsync(visit.Scribe, new Device(DeviceId.NewOf(mine.Id), caller, mine.Name, Convert.ToHexStringLower(publicKey), visit.Scribe.Now), ct)
                : NotYours, ct);

    private async Task<Outcome<Device>> SaveAsync(Scribe scribe, Device device, CancellationToken ct)
    {
        IReadOnlyList<Device> known = await store.ListDevicesAsync(device.Person, ct);
        Refusal? refusal = device.Name.Length is 0 or > Limits.Name ? NameMissing
            : !envelopes.IsPublicKey(device.Key()) ? NotAKey
            : known.Any(d => d.PublicKey == device.PublicKey) ? Known
            : known.Count >= Device.MostPerPerson ? TooMany
            : null;
        if (refusal is not null)
        {
            return refusal;
        }

        string what = device.IsPasskey ? $"The passkey '{device.Name}' can open new shares from now on, on every device that has it." : $"The device '{device.Name}' can open new shares from now on.";
        await scribe.SaveAsync(new Commit(scribe.Note($"{what} Its key in words: {string.Join(' ', device.Fingerprint.Words)}."))
        {
            Devices = [device],
        });
        await watch.AnnounceOpenOfAsync(device.Person);
        return device;
    }
}
