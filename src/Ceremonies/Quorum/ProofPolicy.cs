using System.Globalization;

namespace KeyCeremonyConsole.Ceremonies.Quorum;

/// <summary>How old the last proof of a share may be before its holder is reminded.</summary>
/// <param name="Days">1 to <see cref="MostDays"/>.</param>
public sealed record ProofPolicy(int Days)
{
    /// <summary>Ten years: as good as never.</summary>
    public const int MostDays = 3650;

    /// <summary>Where it is stored.</summary>
    public const string Key = "shares.proof-days";

    /// <summary>As long as nobody has chosen: twice a year.</summary>
    public static readonly ProofPolicy Default = new(180);

    public bool IsValid => Days is >= 1 and <= MostDays;

    /// <summary>The stored form.</summary>
    public string Text => Days.ToString(CultureInfo.InvariantCulture);

    /// <summary>From the stored form; the default from anything else.</summary>
    public static ProofPolicy Of(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int days) && new ProofPolicy(days) is { IsValid: true } stored ? stored : Default;
}
