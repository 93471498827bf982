using KeyCeremonyConsole.Ceremonies.Open;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Ceremonies.Devices;

/// <summary>Who of a ceremony can be sent a share, and through which devices. No secrets.</summary>
public sealed class DeviceBook(IConsoleStore store)
{
    /// <summary>Every recipient with their devices, also those that are not accepted yet, by share number.</summary>
    public async Task<IReadOnlyList<(Participant Recipient, IReadOnlyList<Device> Devices)>> ReadAsync(Ceremony ceremony, CancellationToken ct)
    {
        var rows = new List<(Participant, IReadOnlyList<Device>)>();
        foreach (Participant recipient in ceremony.Of(Part.Recipient).OrderBy(p => p.ShareNumber))
        {
            rows.Add((recipient, await store.ListDevicesAsync(recipient.Person, ct)));
        }

        return rows;
    }

    /// <summary>Null, or whose share could not be sealed to any device. Asked before shares are made, and before they are asked for.</summary>
    internal async Task<Refusal?> CheckAsync(Ceremony ceremony, CancellationToken ct)
    {
        string[] without =
        [
            .. (await ReadAsync(ceremony, ct)).Where(r => !IsReachable(r.Recipient, r.Devices, ceremony)).Select(r => r.Recipient.Name),
        ];
        return without.Length == 0 ? null : Without(without);
    }

    /// <summary>
    /// Whether a share can be sealed for them: to a device that counts, or to the OpenPGP key that was chosen at the start. Who has no
    /// name is handed theirs, and needs neither.
    /// </summary>
    public static bool IsReachable(Participant recipient, IEnumerable<Device> devices, Ceremony ceremony) =>
        Bearers.Is(recipient.Person) || recipient.Pgp is not null || devices.Any(d => d.ReceivesIn(ceremony));

    /// <summary>The refusal that names them.</summary>
    internal static Refusal Without(IReadOnlyList<string> names) => Refusal.Conflict(
        "no-device",
        $"{Listed(names)} {(names.Count == 1 ? "has" : "have")} no device that a new share could be sealed to. Each signs in once, on the device that will receive the share, and presses \"Use this device\"; if the ceremony has begun already, an administrator accepts it there.");

    private static string Listed(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
}
