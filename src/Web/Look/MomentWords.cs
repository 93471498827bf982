using System.Globalization;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>Moments and spans in words, always in UTC and saying so.</summary>
public static class MomentWords
{
    /// <summary>"14:02 UTC" today, "10 Nov 2026, 09:12 UTC" on any other day.</summary>
    public static string Plain(DateTimeOffset at, DateTimeOffset now) =>
        At(at, at.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm 'UTC'" : "d MMM yyyy, HH:mm 'UTC'");

    /// <summary>"Tuesday 10 November 2026, 09:12:45 UTC".</summary>
    public static string Exact(DateTimeOffset at) => At(at, "dddd d MMMM yyyy, HH:mm:ss 'UTC'");

    /// <summary>"just now", "5 minutes ago", "in 2 hours".</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        TimeSpan span = at - now;
        string words = Span(span.Duration());
        return span.Duration() < TimeSpan.FromSeconds(45) ? "just now" : span < TimeSpan.Zero ? $"{words} ago" : $"in {words}";
    }

    /// <summary>The length of a span in its largest unit: "12 days".</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 59.5 } => Count(span.TotalSeconds, "second"),
        { TotalMinutes: < 59.5 } => Count(span.TotalMinutes, "minute"),
        { TotalHours: < 23.5 } => Count(span.TotalHours, "hour"),
        { TotalDays: < 59.5 } => Count(span.TotalDays, "day"),
        { TotalDays: < 700 } => Count(span.TotalDays / 30.44, "month"),
        _ => Count(span.TotalDays / 365.25, "year"),
    };

    private static string Count(double number, string unit)
    {
        long whole = (long)Math.Round(number, MidpointRounding.AwayFromZero);
        return whole == 1 ? $"1 {unit}" : $"{whole} {unit}s";
    }

    private static string At(DateTimeOffset at, string format) =>
        at.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
