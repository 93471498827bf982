using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Storage.Rows;

internal sealed class RecordRow
{
    public required string Path { get; init; }
    public required byte[] Value { get; init; }
}

internal sealed class DeliveryRow
{
    public required string Ceremony { get; init; }
    public required string Person { get; init; }
    public required byte[] Sealed { get; init; }
}

internal sealed class RosterRow
{
    public required string Set { get; init; }
    public required int Number { get; init; }
    public required string Person { get; init; }
    public required string Name { get; init; }

    public static RosterRow Of(RosterEntry e) =>
        new() { Set = e.Set, Number = e.Number, Person = e.Person.Value, Name = e.Name };

    public RosterEntry ToEntry() => new(Set, Number, new PersonId(Person), Name);
}

internal sealed class TermRow
{
    public required int Term { get; init; }
    public required string? By { get; init; }
    public required string ByName { get; init; }
    public required string Reason { get; init; }

    public static TermRow Of(TermNote n) =>
        new() { Term = n.Term, By = n.By?.Value, ByName = n.ByName, Reason = n.Reason };

    public TermNote ToNote() => new(Term, By is null ? null : new PersonId(By), ByName, Reason);
}
