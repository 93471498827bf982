using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Check;
using KeyCeremonyConsole.Ceremonies.Quorum;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Storage.Rows;

/// <summary>The newest proof of a share.</summary>
internal sealed class ProofRow
{
    public required string Set { get; init; }
    public required int Number { get; init; }
    public required string Person { get; init; }
    public required DateTimeOffset At { get; init; }
    public required ProofKind How { get; init; }

    public static ProofRow Of(ShareProof p) =>
        new() { Set = p.Set, Number = p.Number, Person = p.Person.Value, At = p.At, How = p.How };

    public ShareProof ToProof() => new(Set, Number, new PersonId(Person), At, How);
}

internal sealed class AbsenceRow
{
    public required string Set { get; init; }
    public required int Number { get; init; }
    public required AbsenceKind Kind { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string ByName { get; init; }

    public static AbsenceRow Of(HolderAbsence a) =>
        new() { Set = a.Set, Number = a.Number, Kind = a.Kind, At = a.At, ByName = a.ByName };

    public HolderAbsence ToAbsence() => new(Set, Number, Kind, At, ByName);
}

internal sealed class SettingRow
{
    public required string Key { get; init; }
    public required string Value { get; init; }

    public static SettingRow Of(ConsoleSetting s) => new() { Key = s.Key, Value = s.Value };
}
