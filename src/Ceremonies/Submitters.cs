using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>
/// Who is asked for a share of the set in force. Of one that another server dealt nobody knows the holders: then everybody
/// who may hold a share is asked.
/// </summary>
internal static class Submitters
{
    public static async Task<IEnumerable<Participant>> OfAsync(IConsoleStore store, ShareSet current, CancellationToken ct) =>
        current.Id is ""
            ? (await store.ListPeopleAsync(ct).ConfigureAwait(false))
                .Where(p => p.State is not PersonState.Removed && p.Roles.HasFlag(Roles.Holder))
                .Select(p => new Participant(p.Id, p.Name, Part.Submitter, 0))
            : (await store.ListRosterAsync(current.Id, ct).ConfigureAwait(false))
                .Select(r => new Participant(r.Person, r.Name, Part.Submitter, r.Number));

    /// <summary>The ceremony with them before its other people; as it is where there is no set yet.</summary>
    public static async Task<Ceremony> AddAsync(IConsoleStore store, Ceremony ceremony, ShareSet? current, CancellationToken ct) =>
        current is null ? ceremony : ceremony with
        {
            CurrentSet = current.Id,
            CurrentScheme = current.Scheme,
            Participants = [.. await OfAsync(store, current, ct).ConfigureAwait(false), .. ceremony.Participants],
        };
}
