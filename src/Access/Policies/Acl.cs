namespace KeyCeremonyConsole.Access.Policies;

//
//  Which rule decides. Only one pattern ever does; rules of the same pattern, from several policies, are joined first.
//
//      exact pattern                                      always wins; a LIST is also tried without its last slash
//      else, of all patterns with + or * that fit, the one
//        1. whose first wildcard comes later
//        2. that does not end with *
//        3. with fewer +
//        4. that is longer
//        5. that is greater as text
//

/// <summary>What a holder of several policies may do.</summary>
public sealed class Acl
{
    private readonly Dictionary<string, Capabilities> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Capabilities> _patterns = new(StringComparer.Ordinal);

    /// <param name="policies">All that count together.</param>
    /// <param name="isRoot">Whether the root policy is among them: everything is allowed then.</param>
    public Acl(IEnumerable<AccessPolicy> policies, bool isRoot = false)
    {
        ArgumentNullException.ThrowIfNull(policies);
        IsRoot = isRoot;
        foreach (PathRule rule in policies.SelectMany(p => p.Rules))
        {
            Dictionary<string, Capabilities> rules = rule.IsExact ? _exact : _patterns;
            rules[rule.Pattern] = Join(rules.GetValueOrDefault(rule.Pattern), rule.Granted);
        }
    }

    /// <summary>Whether everything is allowed.</summary>
    public bool IsRoot { get; }

    /// <summary>Whether all of the needed capabilities are granted on the path.</summary>
    /// <param name="path">Without a slash at its beginning, as it stands behind <c>/v1/</c>.</param>
    /// <param name="needed">The verb's; with sudo where the path asks for it.</param>
    public bool Allows(string path, Capabilities needed) =>
        IsRoot || (GrantedOn(path, needed.HasFlag(Capabilities.List)) is var granted
            && !granted.HasFlag(Capabilities.Deny)
            && (granted & needed) == needed);

    /// <summary>What may be done on the path, for who asks about it: <c>root</c>, <c>deny</c>, or the capabilities by name.</summary>
    public IReadOnlyList<string> CapabilitiesOn(string path) =>
        IsRoot ? ["root"] : CapabilityNames.In(GrantedOn(path, isList: true));

    /// <summary>Whether anything at all is allowed on the path or below it. Tells a program which mounts are of use to it.</summary>
    public bool AllowsAnythingUnder(string path) =>
        IsRoot || _exact.Concat(_patterns).Any(rule =>
            rule.Value is not Capabilities.None && !rule.Value.HasFlag(Capabilities.Deny) && Overlaps(rule.Key, path));

    private Capabilities GrantedOn(string path, bool isList) =>
        _exact.TryGetValue(path, out Capabilities exact) || (isList && path.EndsWith('/') && _exact.TryGetValue(path[..^1], out exact))
            ? exact
            : BestPattern(path) is { } pattern ? _patterns[pattern] : Capabilities.None;

    private string? BestPattern(string path)
    {
        string[] segments = path.Split('/');
        return _patterns.Keys.Where(p => Fits(p, path, segments)).Aggregate((string?)null, (best, next) =>
            best is null || IsMoreSpecific(next, best) ? next : best);
    }

    private static bool Fits(string pattern, string path, string[] segments)
    {
        bool isPrefix = pattern.EndsWith('*');
        string fixedPart = isPrefix ? pattern[..^1] : pattern;
        if (!fixedPart.Contains('+', StringComparison.Ordinal))
        {
            return path.StartsWith(fixedPart, StringComparison.Ordinal);
        }

        string[] parts = fixedPart.Split('/');
        return (isPrefix ? parts.Length <= segments.Length : parts.Length == segments.Length)
            && !parts.Where((part, i) => !FitsSegment(part, segments[i], isPrefix && i == parts.Length - 1)).Any();
    }

    private static bool FitsSegment(string part, string segment, bool mayGoOn) =>
        part == "+" || part == segment || (mayGoOn && segment.StartsWith(part, StringComparison.Ordinal));

    private static bool IsMoreSpecific(string one, string other)
    {
        int order = FirstWildcard(one).CompareTo(FirstWildcard(other));
        order = order != 0 ? order : other.EndsWith('*').CompareTo(one.EndsWith('*'));
        order = order != 0 ? order : Wildcards(other).CompareTo(Wildcards(one));
        order = order != 0 ? order : one.Length.CompareTo(other.Length);
        return (order != 0 ? order : string.CompareOrdinal(one, other)) > 0;
    }

    private static int FirstWildcard(string pattern) =>
        WildcardSegment(pattern) is var plus and >= 0 ? plus : pattern.Length - 1;

    // A + inside a segment is an ordinary character.
    private static int WildcardSegment(string pattern)
    {
        int at = 0;
        foreach (string segment in pattern.Split('/'))
        {
            if (segment == "+")
            {
                return at;
            }

            at += segment.Length + 1;
        }

        return -1;
    }

    private static int Wildcards(string pattern) => pattern.Split('/').Count(s => s == "+");

    private static bool Overlaps(string pattern, string path)
    {
        string fixedPart = pattern.TrimEnd('*');
        int wildcard = WildcardSegment(fixedPart);
        string start = wildcard >= 0 ? fixedPart[..wildcard] : fixedPart;
        return start.StartsWith(path, StringComparison.Ordinal)
            || ((wildcard >= 0 || pattern.EndsWith('*')) && path.StartsWith(start, StringComparison.Ordinal));
    }

    private static Capabilities Join(Capabilities one, Capabilities other) =>
        ((one | other) & Capabilities.Deny) != 0 ? Capabilities.Deny : one | other;
}
