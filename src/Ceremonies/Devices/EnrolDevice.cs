using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Sealed;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Devices;

/// <summary>
/// A person makes a browser of theirs one that can open their new shares. Its public key is pinned; whoever takes part in a
/// ceremony that is open sees that it came.
/// </summary>
public sealed class EnrolDevice(CeremonyRoom room, IConsoleStore store, IEnvelopes envelopes, Watch watch)
{
    private static readonly Refusal NameMissing = Refusal.Invalid(
        "device-name", string.Create(CultureInfo.InvariantCulture, $"Give the device a name that you will know it by, at most {Limits.Name} characters."));

    private static readonly Refusal NotAKey = Refusal.Invalid(
        "device-key", "This browser sent no key that a share can be sealed to. Try again, or use another browser.");

    private static readonly Refusal Known = Refusal.Conflict(
        "device-known", "This device is on the list already.");

    private static readonly Refusal TooMany = Refusal.Conflict(
        "too-many-devices", string.Create(CultureInfo.InvariantCulture, $"You have {Device.MostPerPerson} devices, and no more are possible. Remove one that you no longer use."));

    /// <param name="caller">Whose device it is.</param>
    /// <param name="name">What they call it.</param>
    /// <param name="publicKey">An uncompressed point of P-256, 65 bytes.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public Task<Outcome<Device>> RunAsync(PersonId caller, string name, byte[] publicKey, CancellationToken ct) =>
        room.StepAsync<Device>(caller, ConsoleActs.EnrolDevice, caller.Value, async visit =>
        {
            IReadOnlyList<Device> known = await store.ListDevicesAsync(caller, ct);
            string key = Convert.ToHexStringLower(publicKey);
            Refusal? refusal = name.Trim().Length is 0 or > Limits.Name ? NameMissing
                : !envelopes.IsPublicKey(publicKey) ? NotAKey
                : known.Any(d => d.PublicKey == key) ? Known
                : known.Count >= Device.MostPerPerson ? TooMany
                : null;
            if (refusal is not null)
            {
                return refusal;
            }

            var device = new Device(DeviceId.New(), caller, name.Trim(), key, visit.Scribe.Now);
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note($"The device '{device.Name}' can open new shares from now on. Its key in words: {string.Join(' ', device.Fingerprint.Words)}."))
            {
                Devices = [device],
            });
            await watch.AnnounceOpenOfAsync(caller);
            return device;
        }, ct);
}
