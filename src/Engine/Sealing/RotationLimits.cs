namespace KeyCeremonyConsole.Engine.Sealing;

/// <summary>Between what bounds an administrator may choose when keys rotate by themselves.</summary>
/// <param name="FewestOperations">The lowest number of encryptions per term.</param>
/// <param name="MostOperations">The highest number of encryptions per term, and what is chosen when nobody chose.</param>
/// <param name="ShortestInterval">The shortest time between two rotations.</param>
public sealed record RotationLimits(long FewestOperations, long MostOperations, TimeSpan ShortestInterval)
{
    /// <summary>
    /// Vault's and OpenBao's. The most is 90 % of 2^32, which NIST SP 800-38D, section 8.3, allows for random
    /// nonces under one AES-GCM key.
    /// </summary>
    public static RotationLimits Upstream { get; } = new(1_000_000, 3_865_470_566, TimeSpan.FromDays(1));

    /// <summary>The longest interval that the keyring's 64 bits of nanoseconds can hold: 292 years.</summary>
    public static TimeSpan LongestInterval { get; } = TimeSpan.FromTicks(long.MaxValue / TimeSpan.NanosecondsPerTick);

    /// <summary>What a new vault begins with: by count, at the most.</summary>
    public RotationConfig Default => new(Enabled: true, MostOperations, TimeSpan.Zero);

    /// <summary>Whether this may be chosen.</summary>
    /// <param name="config">What somebody wants.</param>
    /// <exception cref="EngineException">BadRotation: out of bounds; the message is Vault's.</exception>
    public void Check(RotationConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Interval != TimeSpan.Zero && config.Interval < ShortestInterval)
        {
            throw Bad($"interval must be greater or equal to {(long)ShortestInterval.TotalHours}h0m0s");
        }

        if (config.Interval > LongestInterval)
        {
            throw Bad($"interval must be less than 292 years");
        }

        if (config.MaxOperations < FewestOperations || config.MaxOperations > MostOperations)
        {
            throw Bad($"max_operations must be in the range [{FewestOperations},{MostOperations}]");
        }
    }

    /// <summary>The nearest allowed values, for what a store holds; Vault clamps in the same way when it loads.</summary>
    internal RotationConfig Clamp(RotationConfig config) => config with
    {
        MaxOperations = config.MaxOperations == 0
            ? MostOperations
            : Math.Clamp(config.MaxOperations, FewestOperations, MostOperations),
        Interval = config.Interval <= TimeSpan.Zero ? TimeSpan.Zero
            : config.Interval < ShortestInterval ? ShortestInterval
            : config.Interval,
    };

    private static EngineException Bad(FormattableString message) =>
        new(EngineFault.BadRotation, FormattableString.Invariant(message));
}
