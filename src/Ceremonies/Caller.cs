using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.FourEyes;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>Who asks for a trip: a person, whom the trip looks up, a token that was let through the gate, or a person whose proposal another one confirmed.</summary>
public readonly record struct Caller
{
    private Caller(PersonId person, Grant? grant, Confirmation? confirmation) => (Person, Grant, Confirmation) = (person, grant, confirmation);

    /// <summary>The person; empty for a token that is nobody's own.</summary>
    public PersonId Person { get; }

    /// <summary>Null for a person in a browser.</summary>
    public Grant? Grant { get; }

    /// <summary>Null for whoever acts alone.</summary>
    public Confirmation? Confirmation { get; }

    public static implicit operator Caller(PersonId person) => new(person, null, null);

    public static implicit operator Caller(Grant grant) => new(grant.Person?.Id ?? new PersonId(""), grant, null);

    public static implicit operator Caller(Confirmation confirmation) => new(confirmation.Proposal.By, null, confirmation);
}
