using KeyCeremonyConsole.Ceremonies.Access;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>Who asks for a trip: a person, whom the trip looks up, or a token that was let through the gate.</summary>
public readonly record struct Caller
{
    private Caller(PersonId person, Grant? grant) => (Person, Grant) = (person, grant);

    /// <summary>The person; empty for a token that is nobody's own.</summary>
    public PersonId Person { get; }

    /// <summary>Null for a person in a browser.</summary>
    public Grant? Grant { get; }

    public static implicit operator Caller(PersonId person) => new(person, null);

    public static implicit operator Caller(Grant grant) => new(grant.Person?.Id ?? new PersonId(""), grant);
}
