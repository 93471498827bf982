namespace KeyCeremonyConsole.Access.Policies;

/// <summary>What one policy allows on one path, or on all paths that a pattern fits.</summary>
/// <param name="Pattern">Without a slash at its beginning: exact, or with <c>+</c> for one segment, or with <c>*</c> at the end.</param>
/// <param name="Granted">With <see cref="Capabilities.Deny"/> alone when it denies.</param>
public sealed record PathRule(string Pattern, Capabilities Granted)
{
    internal bool HasSegmentWildcard =>
        Pattern == "+" || Pattern.Contains("/+", StringComparison.Ordinal) || Pattern.StartsWith("+/", StringComparison.Ordinal);

    internal bool IsPrefix => Pattern.EndsWith('*');

    internal bool IsExact => !IsPrefix && !HasSegmentWildcard;
}
