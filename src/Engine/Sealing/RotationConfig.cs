namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>When Vault would rotate by itself. Carried along, so that a Vault opening the store finds it.</summary>
/// <param name="Disabled">No rotation by itself.</param>
/// <param name="MaxOperations">Encryptions per term.</param>
/// <param name="Interval">Nanoseconds; 0 is no interval.</param>
internal sealed record RotationConfig(bool Disabled, long MaxOperations, long Interval)
{
    // 90 % of 2^32, the most that NIST SP 800-38D allows for random nonces; Vault's number.
    private const long MostOperations = 3_865_470_566;
    private const long FewestOperations = 1_000_000;
    private const long DayInNanoseconds = 86_400_000_000_000;

    internal static RotationConfig Default { get; } = new(false, MostOperations, 0);

    /// <summary>The nearest allowed values; Vault clamps in the same way when it loads.</summary>
    internal RotationConfig Sanitised() => this with
    {
        MaxOperations = MaxOperations == 0
            ? MostOperations
            : Math.Clamp(MaxOperations, FewestOperations, MostOperations),
        Interval = Interval <= 0 ? 0 : Math.Max(Interval, DayInNanoseconds),
    };
}
