using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;

namespace KeyCeremonyConsole.Storage.Rows;

internal sealed class SessionRow
{
    public required string Id { get; init; }
    public required string Person { get; init; }
    public required string Browser { get; init; }
    public required string Address { get; init; }
    public required DateTimeOffset SignedIn { get; init; }
    public required DateTimeOffset LastSeen { get; set; }

    /// <summary>Once set, it stays.</summary>
    public required DateTimeOffset? Ended { get; set; }

    public static SessionRow Of(SignInSession s) => new()
    {
        Id = s.Id,
        Person = s.Person.Value,
        Browser = s.Browser,
        Address = s.Address,
        SignedIn = s.SignedIn,
        LastSeen = s.LastSeen,
        Ended = s.Ended,
    };

    public SignInSession ToSession() => new(Id, new PersonId(Person), Browser, Address, SignedIn, LastSeen) { Ended = Ended };
}
