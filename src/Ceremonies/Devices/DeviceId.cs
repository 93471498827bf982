namespace KeyCeremonyConsole.Ceremonies.Devices;

/// <summary>One device of one person, for ever.</summary>
public readonly record struct DeviceId(string Value)
{
    /// <summary>For a delivery that no device opens: a message to an OpenPGP key, a veiled root token.</summary>
    public static readonly DeviceId None = new("");

    public static DeviceId New() => new(RandomName.New());

    public override string ToString() => Value;
}
