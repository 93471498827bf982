using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>Who is asked for a share of the set in force.</summary>
internal static class Submitters
{
    public static async Task<IEnumerable<Participant>> OfAsync(IConsoleStore store, ShareSet current, CancellationToken ct) =>
        (await store.ListRosterAsync(current.Id, ct).ConfigureAwait(false))
            .Select(r => new Participant(r.Person, r.Name, Part.Submitter, r.Number));
}
