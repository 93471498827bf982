using System.Security.Cryptography;
using System.Text;

namespace KeyCeremonyConsole.Ceremonies.Devices;

/// <summary>One device of one person, for ever. The id of a passkey says so, and of which one it is.</summary>
public readonly record struct DeviceId(string Value)
{
    private const string Passkey = "passkey.";

    /// <summary>For a delivery that no device opens: a message to an OpenPGP key, a veiled root token.</summary>
    public static readonly DeviceId None = new("");

    /// <summary>Whether it is a passkey and not a browser.</summary>
    public bool IsPasskey => Value.StartsWith(Passkey, StringComparison.Ordinal);

    public static DeviceId New() => new(RandomName.New());

    /// <summary>Another one each time: a passkey that is added again is a device that came again.</summary>
    /// <param name="credential">The passkey's id.</param>
    public static DeviceId NewOf(string credential) => new($"{PrefixOf(credential)}{RandomName.New()}");

    /// <summary>Whether it is this passkey.</summary>
    public bool IsOf(string credential) => Value.StartsWith(PrefixOf(credential), StringComparison.Ordinal);

    public override string ToString() => Value;

    private static string PrefixOf(string credential) =>
        $"{Passkey}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(credential)).AsSpan(0, 8))}.";
}
