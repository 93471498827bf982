namespace KeyCeremonyConsole.Web.Secrets;

/// <summary>One line of the list: a secret, or a folder with everything below it.</summary>
/// <param name="Name">As shown.</param>
/// <param name="Path">The secret's path, or the folder's with its "/".</param>
/// <param name="Below">How many secrets are in the folder; null for a secret.</param>
internal sealed record SecretLine(string Name, string Path, int? Below);

/// <summary>Which lines are in a folder, or fit a filter. Folders exist only in the paths' "/".</summary>
internal static class SecretFolder
{
    /// <summary>Folders first, each once, then the secrets.</summary>
    /// <param name="paths">All paths.</param>
    /// <param name="folder">"" or "team/".</param>
    public static IReadOnlyList<SecretLine> List(IReadOnlyList<string> paths, string folder)
    {
        ILookup<bool, string> inside = paths
            .Where(p => p.StartsWith(folder, StringComparison.Ordinal))
            .ToLookup(p => p.IndexOf('/', folder.Length) >= 0);
        IEnumerable<SecretLine> folders = inside[true]
            .GroupBy(p => p[folder.Length..p.IndexOf('/', folder.Length)])
            .Select(g => new SecretLine($"{g.Key}/", $"{folder}{g.Key}/", g.Count()));
        return [.. folders, .. inside[false].Select(p => new SecretLine(p[folder.Length..], p, null))];
    }

    /// <summary>Every path that contains the text, in any folder.</summary>
    public static IReadOnlyList<SecretLine> Search(IReadOnlyList<string> paths, string text) =>
        [.. paths.Where(p => p.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(p => new SecretLine(p, p, null))];

    /// <summary>"team/" for "team/apps/", "" for "team/".</summary>
    public static string Parent(string folder) =>
        folder[..(folder.TrimEnd('/').LastIndexOf('/') + 1)];
}
