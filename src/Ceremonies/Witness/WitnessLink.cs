namespace KeyCeremonyConsole.Ceremonies.Witness;

/// <summary>A link with which anybody may watch one ceremony, and do nothing else. Several people may use it.</summary>
/// <param name="CodeHash">SHA-256 of the 32 random bytes in the link; the link itself is never stored.</param>
/// <param name="Ceremony">What it shows.</param>
/// <param name="ByName">Who made it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">From this moment on it shows nothing.</param>
/// <param name="Opened">When it was opened the first time; null before.</param>
/// <param name="Revoked">When it was revoked, or replaced by another; null while neither.</param>
public sealed record WitnessLink(
    string CodeHash,
    CeremonyId Ceremony,
    string ByName,
    DateTimeOffset Created,
    DateTimeOffset Expires,
    DateTimeOffset? Opened,
    DateTimeOffset? Revoked)
{
    /// <summary>Whether it shows the ceremony at that moment.</summary>
    public bool IsGood(DateTimeOffset now) => Revoked is null && now < Expires;
}

/// <summary>A fresh link's secret part; it is shown to the administrator once and not kept.</summary>
public sealed record NewWitnessLink(string Code, DateTimeOffset Expires);
