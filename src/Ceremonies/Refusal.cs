namespace KeyCeremonyConsole.Ceremonies;

/// <summary>
/// A "no" that the rules foresee. Everything else that goes wrong is an exception.
/// The code is stable, for programs and the audit log; the message is for the person, with the next step in it.
/// </summary>
public sealed record Refusal(RefusalKind Kind, string Code, string Message)
{
    /// <summary>What was refused, in the audit log's words, where the way on depends on it; else null.</summary>
    public string? Act { get; init; }

    public static Refusal Invalid(string code, string message) => new(RefusalKind.Invalid, code, message);

    public static Refusal Forbidden(string code, string message) => new(RefusalKind.Forbidden, code, message);

    public static Refusal Missing(string code, string message) => new(RefusalKind.Missing, code, message);

    public static Refusal Conflict(string code, string message) => new(RefusalKind.Conflict, code, message);
}

/// <summary>What kind of "no" it is; the web edge turns it into a status.</summary>
public enum RefusalKind
{
    Invalid,
    Forbidden,
    Missing,
    Conflict,
}
