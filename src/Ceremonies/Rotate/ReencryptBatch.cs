using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;
using KeyCeremonyConsole.Engine.Storing;

namespace KeyCeremonyConsole.Ceremonies.Rotate;

/// <summary>
/// Does the work of a running re-encryption, a batch at each call, in the room: the engine's own records must not change
/// under a ceremony's hands. Secrets are written without the room; whoever writes one at the same moment wins.
/// </summary>
public sealed class ReencryptBatch(CeremonyRoom room, IConsoleStore store, SealEngine engine, IConsoleFeed feed)
{
    /// <summary>Records in one transaction: few enough that a ceremony hardly waits at the door.</summary>
    public const int Records = 64;

    private const int Bytes = 1 << 20; // As above; the last record may go beyond it.
    private const int Tries = 3;

    // Pages draw each of these; a bar that moves four times a second looks steady.
    private static readonly TimeSpan BetweenViews = TimeSpan.FromMilliseconds(250);

    private DateTimeOffset _shown;

    /// <summary>Whether there may be more to do at once; false when none is running, or the vault is sealed.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        if (await RunningAsync(ct) is null)
        {
            return false;
        }

        using CeremonyRoom.Visit visit = await room.EnterAsSystemAsync("keyring.reencrypt.end", "", ct);
        for (int i = 0; i < Tries && await RunningAsync(ct) is { } job; i++)
        {
            try
            {
                return await StepAsync(visit.Scribe, job, ct);
            }
            catch (StoreConflictException)
            {
                // Somebody wrote one of these records meanwhile. It has the active term now and is not listed again.
            }
            catch (EngineException sealedNow) when (sealedNow.Fault is EngineFault.Sealed)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<Reencryption?> RunningAsync(CancellationToken ct) =>
        !engine.IsSealed && await store.FindReencryptionAsync(ct) is { State: ReencryptionState.Running } job ? job : null;

    private async Task<bool> StepAsync(Scribe scribe, Reencryption job, CancellationToken ct)
    {
        (Reencryption place, IReadOnlyList<string> paths) = await NextAsync(job, ct);
        if (paths.Count == 0)
        {
            return await TurnAsync(scribe, place, ct);
        }

        List<RecordChange> stored = await ReadAsync(paths, ct);
        using PreparedReencryption batch = engine.PrepareReencrypt([.. stored.Where(r => r.Value is not null)]);
        Reencryption next = place with
        {
            After = stored[^1].Path,
            Done = place.Done + batch.Records.Count,
            Unreadable = place.Unreadable + batch.Unreadable.Count,
        };
        await scribe.SaveAsync(Commit.Batch([.. batch.Changes, .. batch.Records], next), batch);
        Show(next, scribe.Now);
        return true;
    }

    private async Task<(Reencryption Place, IReadOnlyList<string> Paths)> NextAsync(Reencryption job, CancellationToken ct)
    {
        int active = engine.ReadKeyStatus().Term;
        while (job.Term < active)
        {
            IReadOnlyList<string> paths = await store.ListRecordsOfTermAsync(job.Term, job.After, Records, ct);
            if (paths.Count > 0)
            {
                return (job, paths);
            }

            job = job with { Term = job.Term + 1, After = "" };
        }

        return (job, []);
    }

    private async Task<List<RecordChange>> ReadAsync(IReadOnlyList<string> paths, CancellationToken ct)
    {
        var stored = new List<RecordChange>();
        int bytes = 0;
        for (int i = 0; i < paths.Count && bytes < Bytes; i++)
        {
            stored.Add(new RecordChange(paths[i], await store.GetAsync(paths[i], ct)));
            bytes += stored[^1].Value?.Length ?? 0;
        }

        return stored;
    }

    // Behind the last record: a rotation, or a write that was on its way, may have left others behind.
    private async Task<bool> TurnAsync(Scribe scribe, Reencryption job, CancellationToken ct)
    {
        long left = (await store.CountOldRecordsAsync(engine, ct)).Values.Sum();
        if (left > job.Unreadable)
        {
            await scribe.SaveAsync(Commit.Batch([], job.Sweep(left)));
            return true;
        }

        Reencryption done = job with { State = ReencryptionState.Completed, EndedAt = scribe.Now };
        await scribe.SaveAsync(new Commit(scribe.Note(Sentence(done))) { Reencryption = done });
        feed.Announce(new ReencryptionMoved(done));
        return false;
    }

    private void Show(Reencryption job, DateTimeOffset now)
    {
        if (now - _shown >= BetweenViews)
        {
            _shown = now;
            feed.Announce(new ReencryptionMoved(job));
        }
    }

    private static string Sentence(Reencryption job) => string.Create(
        CultureInfo.InvariantCulture,
        $"{job.Done} records of older terms were encrypted anew, {job.Unreadable} could not be opened.");
}
