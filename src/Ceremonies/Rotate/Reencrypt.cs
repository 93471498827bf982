using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Rotate;

/// <summary>
/// Brings old records under the active term, while everything else goes on. An administrator starts it, holds it up and
/// lets it go on; the work itself is done in small batches, see <see cref="ReencryptBatch"/>.
/// </summary>
public sealed class Reencrypt(CeremonyRoom room, IConsoleStore store, SealEngine engine, IConsoleFeed feed)
{
    private static readonly Refusal UnderWay = Refusal.Conflict(
        "reencryption-open", "A re-encryption is under way already. Let that one finish, or let it go on if it is paused.");

    private static readonly Refusal NothingOld = Refusal.Conflict(
        "nothing-to-reencrypt", "Every record is under the active term already. There is nothing to do.");

    private static readonly Refusal NotRunning = Refusal.Conflict(
        "reencryption-not-running", "No re-encryption is running now. Look at the page again.");

    private static readonly Refusal NotPaused = Refusal.Conflict(
        "reencryption-not-paused", "No re-encryption is paused now. Look at the page again.");

    public Task<Outcome<Reencryption>> StartAsync(PersonId caller, CancellationToken ct) =>
        ChangeAsync(caller, ConsoleActs.StartReencrypt, async (scribe, last) =>
        {
            long old = engine.IsSealed ? 0 : (await store.CountOldRecordsAsync(engine, ct)).Values.Sum();
            return engine.IsSealed ? Refusals.Sealed
                : last is { IsOpen: true } ? UnderWay
                : old == 0 ? NothingOld
                : new Reencryption(
                    (last?.Number ?? 0) + 1, ReencryptionState.Running, scribe.ActorName, scribe.Now, old, 0, 0, 1, "", null, null);
        }, ct);

    public Task<Outcome<Reencryption>> PauseAsync(PersonId caller, CancellationToken ct) =>
        ChangeAsync(caller, ConsoleActs.PauseReencrypt, (scribe, last) => Task.FromResult<Outcome<Reencryption>>(
            last is { State: ReencryptionState.Running }
                ? last with { State = ReencryptionState.Paused, PausedByName = scribe.ActorName }
                : NotRunning), ct);

    public Task<Outcome<Reencryption>> ResumeAsync(PersonId caller, CancellationToken ct) =>
        ChangeAsync(caller, ConsoleActs.ResumeReencrypt, (_, last) => Task.FromResult<Outcome<Reencryption>>(
            last is { State: ReencryptionState.Paused }
                ? last with { State = ReencryptionState.Running, PausedByName = null }
                : NotPaused), ct);

    private Task<Outcome<Reencryption>> ChangeAsync(
        PersonId caller, Act act, Func<Scribe, Reencryption?, Task<Outcome<Reencryption>>> change, CancellationToken ct) =>
        room.StepAsync<Reencryption>(caller, act, "", async visit =>
        {
            Outcome<Reencryption> changed = await change(visit.Scribe, await store.FindReencryptionAsync(ct));
            if (!changed.TryGet(out Reencryption? next, out Refusal? refusal))
            {
                return refusal;
            }

            await visit.Scribe.SaveAsync(new Commit(visit.Scribe.Note(Sentence(next))) { Reencryption = next });
            feed.Announce(new ReencryptionMoved(next));
            return next;
        }, ct);

    private static string Sentence(Reencryption job) =>
        string.Create(CultureInfo.InvariantCulture, $"{job.Done} of {job.Total} records of older terms are done.");
}
