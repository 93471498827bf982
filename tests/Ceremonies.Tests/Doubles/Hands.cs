using System.Diagnostics.CodeAnalysis;
using KeyCeremonyConsole.Engine.Secrets;

namespace KeyCeremonyConsole.Ceremonies.Tests.Doubles;

/// <summary>What people wrote down: every share that was revealed to them, by share set. Outlives restarts.</summary>
/// <param name="paper">Where it is written as well, to outlive the process.</param>
[SuppressMessage("Performance", "CA1852", Justification = "Crash.Tests compiles it too, and has people who remember nothing.")]
internal class Hands(string? paper = null)
{
    private readonly Dictionary<(PersonId Person, string Set), byte[]> _shares = [];

    internal IEnumerable<byte[]> All => _shares.Values;

    internal IEnumerable<(PersonId Person, string Set, byte[] Share)> Everything =>
        _shares.Select(s => (s.Key.Person, s.Key.Set, s.Value));

    /// <summary>What was written on paper before.</summary>
    internal static Hands Read(string paper)
    {
        var hands = new Hands();
        foreach (string[] line in File.Exists(paper) ? File.ReadLines(paper).Select(line => line.Split(' ')) : [])
        {
            hands._shares.Add((new PersonId(line[0]), line[1]), Convert.FromHexString(line[2]));
        }

        return hands;
    }

    internal virtual void Keep(PersonId person, string set, SecretBytes share)
    {
        _shares.Add((person, set), share.Borrow().ToArray());
        if (paper is not null)
        {
            File.AppendAllText(paper, $"{person.Value} {set} {Convert.ToHexString(share.Borrow())}\n");
        }
    }

    /// <summary>Only that they hold one.</summary>
    protected void Note(PersonId person, string set) => _shares.Add((person, set), []);

    internal bool Holds(PersonId person, string set) => _shares.ContainsKey((person, set));

    /// <summary>A copy to give away; the receiver wipes it.</summary>
    internal virtual SecretBytes Give(PersonId person, string set) => SecretBytes.Take([.. _shares[(person, set)]]);

    internal IReadOnlyList<PersonId> HoldersOf(string set) =>
        [.. _shares.Keys.Where(k => k.Set == set).Select(k => k.Person).OrderBy(p => p.Value, StringComparer.Ordinal)];
}
