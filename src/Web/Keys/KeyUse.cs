using System.Globalization;

namespace KeyCeremonyConsole.Web.Keys;

/// <summary>How much a key was used, in words, and how much it may be.</summary>
internal static class KeyUse
{
    /// <summary>From here on the page asks for a rotation, unless it comes by itself.</summary>
    private const double MuchUsed = .8;

    public static double Part(long encryptions, long limit) => (double)encryptions / limit;

    public static bool IsMuch(long encryptions, long limit) => Part(encryptions, limit) >= MuchUsed;

    /// <summary>"812", "98,204", "1.42 M", "3.87 billion".</summary>
    public static string Short(long encryptions) => encryptions switch
    {
        < 1_000_000 => Exact(encryptions),
        < 1_000_000_000 => Number(encryptions / 1e6, "0.## 'M'"),
        _ => Number(encryptions / 1e9, "0.## 'billion'"),
    };

    public static string Exact(long encryptions) => encryptions.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"0.04 % of the limit of 3,865,470,566".</summary>
    public static string OfLimit(long encryptions, long limit) => $"{Percent(Part(encryptions, limit))} of the limit of {Exact(limit)}";

    /// <summary>"1 record", "1,204 records".</summary>
    public static string Records(long count) => count == 1 ? "1 record" : $"{Exact(count)} records";

    private static string Percent(double part) =>
        part is > 0 and < .0001 ? "Less than 0.01 %" : Number(part * 100, "0.## '%'");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
