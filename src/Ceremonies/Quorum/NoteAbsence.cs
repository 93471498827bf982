using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Quorum;

/// <summary>
/// An administrator notes that a holder cannot take part: they left, or lost their share. The share stays valid; what can be
/// done about that is a rekey.
/// </summary>
public sealed class NoteAbsence(CeremonyRoom room, IConsoleStore store, SealEngine engine, IConsoleFeed feed)
{
    private static readonly Refusal NoSuchShare = Refusal.Missing(
        "no-such-share", "The current set has no such share: it was replaced meanwhile. Look at the page again.");

    /// <param name="caller">An administrator.</param>
    /// <param name="set">The share set that the page showed.</param>
    /// <param name="number">Which share of it.</param>
    /// <param name="kind">Why; null when the holder can take part again.</param>
    /// <param name="ct">Gives up before anything is stored.</param>
    public Task<Outcome<Done>> RunAsync(PersonId caller, string set, int number, AbsenceKind? kind, CancellationToken ct) =>
        room.StepAsync<Done>(caller, ConsoleActs.NoteAbsence, "", async visit =>
        {
            if ((await engine.ReadStatusAsync(ct)).Current?.Id != set
                || (await store.ListRosterAsync(set, ct)).FirstOrDefault(r => r.Number == number) is not { } entry)
            {
                return NoSuchShare;
            }

            HolderAbsence? absence = kind is { } why ? new HolderAbsence(set, number, why, visit.Scribe.Now, visit.Scribe.ActorName) : null;
            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note(Sentence(entry, kind), entry.Person.Value))
            {
                Absences = [new AbsenceChange(set, number, absence)],
            });
            feed.Announce(new HoldersMoved());
            return Done.It;
        }, ct);

    private static string Sentence(RosterEntry entry, AbsenceKind? kind) => kind switch
    {
        AbsenceKind.Left => $"{entry.Name}, share {entry.Number}, left and cannot take part.",
        AbsenceKind.Lost => $"{entry.Name} lost share {entry.Number} and cannot take part.",
        _ => $"{entry.Name}, share {entry.Number}, can take part again.",
    };
}
