using System.Globalization;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>How much a key was used, in words, and how much it may be.</summary>
internal static class KeyUse
{
    /// <summary>
    /// 90 % of 2^32. NIST SP 800-38D, section 8.3, allows 2^32 encryptions under one AES-GCM key with random nonces.
    /// </summary>
    public const long Limit = 3_865_470_566;

    /// <summary>From here on the page asks for a rotation.</summary>
    private const double MuchUsed = .8;

    public static double Part(long encryptions) => (double)encryptions / Limit;

    public static bool IsMuch(long encryptions) => Part(encryptions) >= MuchUsed;

    /// <summary>"812", "98,204", "1.42 M", "3.87 billion".</summary>
    public static string Short(long encryptions) => encryptions switch
    {
        < 1_000_000 => Exact(encryptions),
        < 1_000_000_000 => Number(encryptions / 1e6, "0.## 'M'"),
        _ => Number(encryptions / 1e9, "0.## 'billion'"),
    };

    public static string Exact(long encryptions) => encryptions.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"0.04 % of the limit of 3,865,470,566".</summary>
    public static string OfLimit(long encryptions) => $"{Percent(Part(encryptions))} of the limit of {Exact(Limit)}";

    private static string Percent(double part) =>
        part is > 0 and < .0001 ? "Less than 0.01 %" : Number(part * 100, "0.## '%'");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
