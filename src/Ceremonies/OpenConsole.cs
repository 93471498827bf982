using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Ceremonies.Unseal;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>
/// Runs once when the process starts. Shares are never stored, so what was submitted before is asked for again under a
/// new nonce; proofs, deliveries and a pending new set go on where they were.
/// </summary>
public sealed class OpenConsole(CeremonyRoom room, IConsoleStore store, SealEngine engine)
{
    public async Task RunAsync(CancellationToken ct)
    {
        using CeremonyRoom.Visit visit = await room.EnterAsSystemAsync("console.start", "", ct);
        IReadOnlyList<Ceremony> open = await store.ListOpenCeremoniesAsync(ct);
        List<Ceremony> moved =
        [
            .. open.Where(c => c.Stage is CeremonyStage.Collecting && c.Received > 0)
                .Select(c => c.BeginNextAttempt() with { Version = c.Version + 1 }),
        ];
        int interrupted = moved.Count;
        SealStatus status = await engine.ReadStatusAsync(ct);
        if (!status.OpensItself && status.Current is { } current && !open.Any(c => c.Kind is CeremonyKind.Unseal or CeremonyKind.Initialise))
        {
            moved.Add(await UnsealCeremonies.OpenAsync(store, current, visit.Scribe.Now, "The console was started.", ct));
        }

        await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note(Sentence(interrupted)))
        {
            Ceremonies = moved,
            Settings = await ConsoleIdentity.MakeAsync(store, ct),
        });
    }

    private static string Sentence(int interrupted) => interrupted == 0
        ? "The console was started."
        : "The console was started. What had been submitted is asked for again, under a new nonce.";
}
