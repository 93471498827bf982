using KeyCeremonyConsole.Ceremonies.People;

namespace KeyCeremonyConsole.Ceremonies.Tests.Doubles;

/// <summary>Who plays in every test. Ids are readable, so that a failure is too.</summary>
internal static class Cast
{
    internal static readonly PersonId Olga = new("olga");
    internal static readonly PersonId Ada = new("ada");
    internal static readonly PersonId Ben = new("ben");
    internal static readonly PersonId Cleo = new("cleo");
    internal static readonly PersonId Dan = new("dan");
    internal static readonly PersonId Eve = new("eve");
    internal static readonly PersonId Nils = new("nils");
    internal static readonly PersonId Mallory = new("mallory");
    internal static readonly PersonId Nobody = new("nobody");

    internal static readonly PersonId[] Holders = [Ada, Ben, Cleo, Dan, Eve];

    internal static IReadOnlyList<Person> Everybody { get; } =
    [
        Of(Olga, Roles.Administrator),
        .. Holders.Select(id => Of(id, Roles.Holder)),
        Of(Nils, Roles.Auditor),
        Of(Mallory, Roles.Holder) with { State = PersonState.Removed },
    ];

    internal static Person Of(PersonId id, Roles roles) => new(
        id, char.ToUpperInvariant(id.Value[0]) + id.Value[1..], id.Value, roles, PersonState.Active, TestConsole.Morning);
}
