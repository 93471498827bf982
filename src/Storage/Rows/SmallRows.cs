using System.Globalization;
using KeyCeremonyConsole.Ceremonies;
using KeyCeremonyConsole.Ceremonies.Rotate;
using KeyCeremonyConsole.Ceremonies.Storing;

namespace KeyCeremonyConsole.Storage.Rows;

internal sealed class RecordRow
{
    public required string Path { get; init; }
    public required byte[] Value { get; init; }

    /// <summary>Fewer digits are of what is too short to be a record.</summary>
    public const int HeadLength = 2 * sizeof(int);

    /// <summary>The first four bytes in hexadecimal, made by the database: a barrier record's term. See <see cref="HeadOf"/>.</summary>
    public string Head { get; private set; } = "";

    /// <summary>A term as <see cref="Head"/> has it. Eight digits, so that texts sort as numbers do.</summary>
    public static string HeadOf(int term) => term.ToString("X8", CultureInfo.InvariantCulture);

    public static int TermOf(string head) => int.Parse(head, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

internal sealed class DeliveryRow
{
    public required string Ceremony { get; init; }
    public required string Person { get; init; }
    public required string Device { get; init; }
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
    public required TermCause Cause { get; init; }

    public static TermRow Of(TermNote n) =>
        new() { Term = n.Term, By = n.By?.Value, ByName = n.ByName, Reason = n.Reason, Cause = n.Cause };

    public TermNote ToNote() => new(Term, By is null ? null : new PersonId(By), ByName, Reason, Cause);
}
