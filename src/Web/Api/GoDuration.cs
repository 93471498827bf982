using System.Buffers;
using System.Globalization;

namespace KeyCeremonyConsole.Web.Api;

/// <summary>Durations as upstream reads and writes them: <c>25h0m0s</c>; a bare number is seconds.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static string Format(TimeSpan time) => time == TimeSpan.Zero ? "0s"
        : time < TimeSpan.FromMinutes(1) ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#########}s")
        : time < TimeSpan.FromHours(1) ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m{time.Seconds}s")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}h{time.Minutes}m{time.Seconds}s");

    public static bool TryParse(string text, out TimeSpan time)
    {
        time = TimeSpan.Zero;
        if (text.Length is 0 or > 64)
        {
            return text.Length == 0;
        }

        if (double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
        {
            return Fits(seconds, out time);
        }

        bool negative = text[0] == '-';
        ReadOnlySpan<char> left = text.AsSpan(negative ? 1 : 0);
        double sum = 0;
        while (!left.IsEmpty)
        {
            int digits = left.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(left[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return false;
            }

            left = left[digits..];
            int letters = left.IndexOfAny(Digits);
            ReadOnlySpan<char> unit = letters < 0 ? left : left[..letters];
            double factor = unit switch { "d" => 86400, "h" => 3600, "m" => 60, "s" => 1, "ms" => 1e-3, "us" or "µs" => 1e-6, "ns" => 1e-9, _ => -1 };
            if (factor < 0)
            {
                return false;
            }

            sum += number * factor;
            left = left[unit.Length..];
        }

        return Fits(negative ? -sum : sum, out time);
    }

    private static bool Fits(double seconds, out TimeSpan time)
    {
        bool fits = Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds;
        time = fits ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
        return fits;
    }
}
