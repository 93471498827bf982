using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.People;

namespace KeyCeremonyConsole.Storage.Rows;

internal sealed class InvitationRow
{
    public required string CodeHash { get; init; }
    public required string Person { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required DateTimeOffset Expires { get; init; }
    public required DateTimeOffset? Closed { get; init; }
    public required string? Address { get; init; }

    public static InvitationRow Of(Invitation i) => new()
    {
        CodeHash = i.CodeHash,
        Person = i.Person.Value,
        By = i.By.Value,
        Created = i.Created,
        Expires = i.Expires,
        Closed = i.Closed,
        Address = i.Address,
    };

    public Invitation ToInvitation() => new(CodeHash, new PersonId(Person), new PersonId(By), Created, Expires, Closed) { Address = Address };
}
