namespace KeyCeremonyConsole.Access.Policies;

/// <summary>How much of a policy is read. Everything has a limit.</summary>
public static class PolicyLimits
{
    /// <summary>Characters of a policy's text.</summary>
    public const int Text = 256 * 1024;

    /// <summary>Lists and blocks inside each other.</summary>
    public const int Depth = 16;

    /// <summary>Rules in one policy.</summary>
    public const int Rules = 4096;

    /// <summary>Characters of a policy's name.</summary>
    public const int Name = 128;
}

/// <summary>What is wrong with a policy's text, in upstream's words where it has them.</summary>
internal sealed class PolicySyntaxException(string message) : FormatException(message)
{
    internal static PolicySyntaxException At(int line, int column, string message) =>
        new(FormattableString.Invariant($"At {line}:{column}: {message}"));
}
