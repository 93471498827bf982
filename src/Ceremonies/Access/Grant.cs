using KeyCeremonyConsole.Access.Policies;
using KeyCeremonyConsole.Access.Tokens;
using KeyCeremonyConsole.Ceremonies.People;

namespace KeyCeremonyConsole.Ceremonies.Access;

/// <summary>The gate's word that this token may do this on this path, now. Only the gate gives it.</summary>
public sealed class Grant
{
    internal Grant(TokenEntry token, Person? person, string path, IReadOnlyList<string> policies, Acl acl) =>
        (Token, Person, Path, Policies, Acl) = (token, person, path, policies, acl);

    /// <summary>Whose word it is; no secret.</summary>
    public TokenEntry Token { get; }

    /// <summary>The person whose own token it is; null for any other.</summary>
    public Person? Person { get; }

    public string Path { get; }

    /// <summary>What counts for it now, in order.</summary>
    public IReadOnlyList<string> Policies { get; }

    public Acl Acl { get; }
}
