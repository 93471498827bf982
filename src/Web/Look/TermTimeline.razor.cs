using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace KeyCeremonyConsole.Web.Look;

/// <summary>The history of the encryption keys as blocks along time. A table with the numbers belongs below it.</summary>
public sealed partial class TermTimeline : ComponentBase
{
    private const double Tallest = 66; // pixels
    private const double Lowest = 8;

    /// <summary>Oldest first.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<KeyTermBlock> Terms { get; set; }

    /// <summary>Where the active term's block ends: now.</summary>
    [Parameter, EditorRequired]
    public required DateTimeOffset Until { get; set; }

    private TimeSpan Length(int index) =>
        (index + 1 < Terms.Count ? Terms[index + 1].InstalledAt : Until) - Terms[index].InstalledAt;

    // The square root keeps a term of a day visible beside one of a year.
    private string Width(int index) => Number(Math.Sqrt(Math.Max(1, Length(index).TotalHours)));

    private string Height(KeyTermBlock term)
    {
        double most = Math.Log10(10 + Terms.Max(other => other.Encryptions));
        return Number(Lowest + ((Tallest - Lowest) * Math.Log10(1 + term.Encryptions) / most));
    }

    // Older terms step back.
    private string Strength(int index) => Number(Terms[index].Active ? 1 : .35 + (.45 * index / Terms.Count));

    private string Said(int index)
    {
        KeyTermBlock term = Terms[index];
        string count = term.Encryptions.ToString("N0", CultureInfo.InvariantCulture);
        string since = term.InstalledAt.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
        string length = MomentWords.Span(Length(index));
        return term.Active
            ? $"Term {term.Term}, active since {since}, {count} encryptions"
            : $"Term {term.Term}, from {since} for {length}, {count} encryptions";
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
