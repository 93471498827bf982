namespace KeyCeremonyConsole.Ceremonies.Devices;

/// <summary>One device of one person, for ever.</summary>
public readonly record struct DeviceId(string Value)
{
    public static DeviceId New() => new(RandomName.New());

    public override string ToString() => Value;
}
