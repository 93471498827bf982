using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Audit;

namespace KeyCeremonyConsole.Web.Audit;

/// <summary>What the page shows, exactly as its address says it, so that a reload or a link shows the same.</summary>
/// <param name="Act">How the acts begin; null for all.</param>
/// <param name="RefusedOnly">Only what was refused.</param>
/// <param name="Subject">Only this subject; null for all.</param>
/// <param name="Before">The page begins below this number; null for the newest page.</param>
/// <param name="Back">The <see cref="Before"/> of each newer page on the way here, nearest last; 0 for the newest page.</param>
public sealed record AuditFilter(string? Act, bool RefusedOnly, string? Subject, long? Before, IReadOnlyList<long> Back)
{
    public const int PageSize = 50;

    // An address has a limit; from further down "newer" leads to the newest page.
    private const int FarthestBack = 20;

    /// <summary>Reads an address; what makes no sense in it is left out.</summary>
    public static AuditFilter Parse(string? act, string? refused, string? subject, string? before, string? back) => new(
        AuditWords.Groups.FirstOrDefault(g => g.Prefix == act)?.Prefix,
        refused == "true",
        string.IsNullOrWhiteSpace(subject) ? null : subject,
        Number(before) is > 0 and long number ? number : null,
        [.. (back ?? "").Split('.').Select(Number).OfType<long>().TakeLast(FarthestBack)]);

    /// <summary>The page, and one more entry to know whether there is an older page.</summary>
    public AuditQuery Query => new(Before, PageSize + 1, Act, Subject, RefusedOnly);

    public bool IsNarrowed => Act is not null || RefusedOnly || Subject is not null;

    public string Address
    {
        get
        {
            (string Name, string? Value)[] parts =
            [
                ("act", Act),
                ("refused", RefusedOnly ? "true" : null),
                ("subject", Subject),
                ("before", Before?.ToString(CultureInfo.InvariantCulture)),
                ("back", Back.Count == 0 ? null : string.Join('.', Back)),
            ];
            string query = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
            return query.Length == 0 ? "/audit" : $"/audit?{query}";
        }
    }

    public AuditFilter Newest => this with { Before = null, Back = [] };

    public AuditFilter Newer => Back.Count == 0
        ? Newest
        : this with { Before = Back[^1] == 0 ? null : Back[^1], Back = [.. Back.SkipLast(1)] };

    /// <param name="last">The number of the last entry on this page.</param>
    public AuditFilter Older(long last) => this with { Before = last, Back = [.. Back.TakeLast(FarthestBack - 1), Before ?? 0] };

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
