namespace KeyCeremonyConsole.Web.Identity;

/// <summary>A browser as its owner knows it again: "Firefox on Windows". What it says of itself is a hint, never a proof.</summary>
internal static class BrowserWords
{
    // The first that matches: most browsers also claim to be another.
    private static readonly (string Sign, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Sign, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static string Of(string? userAgent)
    {
        string? browser = NameOf(Browsers, userAgent), system = NameOf(Systems, userAgent);
        return (browser, system) switch
        {
            (null, null) => "An unknown browser",
            (null, _) => $"A browser on {system}",
            (_, null) => browser,
            _ => $"{browser} on {system}",
        };
    }

    private static string? NameOf((string Sign, string Name)[] all, string? userAgent) =>
        Array.Find(all, one => userAgent?.Contains(one.Sign, StringComparison.Ordinal) == true).Name;
}
