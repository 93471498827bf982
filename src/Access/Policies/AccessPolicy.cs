using System.Diagnostics.CodeAnalysis;

namespace KeyCeremonyConsole.Access.Policies;

/// <summary>A policy in upstream's language, HCL or JSON.</summary>
/// <param name="Name">Lower case.</param>
/// <param name="Text">As it was written.</param>
/// <param name="Rules">What it says, in the order of the text.</param>
public sealed record AccessPolicy(string Name, string Text, IReadOnlyList<PathRule> Rules)
{
    /// <summary>The policy that may do everything. It has no text, and nobody can change it.</summary>
    public const string Root = "root";

    /// <summary>The policy that every token has, unless it was made without.</summary>
    public const string Default = "default";

    /// <summary>Reads a policy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">HCL, or JSON when its first character is <c>{</c>.</param>
    /// <param name="policy">Set when it is good.</param>
    /// <param name="problem">Set when it is not: <c>failed to parse policy: …</c>, with the line where there is one.</param>
    public static bool TryParse(
        string name, string text, [NotNullWhen(true)] out AccessPolicy? policy, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            if (text.Length > PolicyLimits.Text)
            {
                throw new PolicySyntaxException(FormattableString.Invariant($"the text is longer than {PolicyLimits.Text} characters"));
            }

            HclBlock tree = text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal) ? JsonTree.Read(text) : HclReader.Read(text);
            policy = new AccessPolicy(name, text, PolicyRules.Of(tree));
            problem = null;
            return true;
        }
        catch (PolicySyntaxException wrong)
        {
            policy = null;
            problem = $"failed to parse policy: {wrong.Message}";
            return false;
        }
    }
}
