using System.Globalization;
using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Live;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies.Rotate;

/// <summary>What an administrator says before a key is destroyed.</summary>
/// <param name="Term">Which.</param>
/// <param name="Typed">What they typed: "destroy term 3".</param>
/// <param name="BackupConsidered">That they thought of the backups that are encrypted under it.</param>
public sealed record DestroyOrder(int Term, string Typed, bool BackupConsidered)
{
    /// <summary>What must be typed.</summary>
    public static string Phrase(int term) => string.Create(CultureInfo.InvariantCulture, $"destroy term {term}");
}

/// <summary>
/// A term that no record needs is closed: first it is retired and decrypts nothing, then its key can be destroyed.
/// The store itself refuses while a record has the term, in the same transaction.
/// </summary>
public sealed class EndTerm(CeremonyRoom room, IConsoleStore store, SealEngine engine, Watch watch)
{
    private static readonly Refusal NotConfirmed = Refusal.Invalid(
        "not-confirmed", "Type the words exactly as they stand there, and say that you have thought of the backups.");

    private static readonly Refusal NoSuchTerm = Refusal.Missing(
        "no-such-term", "The keyring has no such term (any more). Look at the list.");

    private static readonly Refusal StillNeeded = Refusal.Conflict(
        "term-in-use", "This term cannot go yet: it is the active one, records are still encrypted under it, or it is not retired. Re-encrypt the old records first.");

    public Task<Outcome<TermEnd>> RetireAsync(PersonId caller, int term, CancellationToken ct) =>
        EndAsync(caller, ConsoleActs.RetireTerm, term, confirmed: true, async scribe =>
        {
            using PreparedChange change = await engine.PrepareRetireAsync(term, store, ct);
            TermInfo info = engine.ReadTerms().Single(t => t.Term == term);
            return await SaveAsync(scribe, change, new TermEnd(term, info.InstallTime, info.Encryptions, scribe.Now, scribe.ActorName), "It decrypts nothing any more; its key stays in the keyring.");
        }, ct);

    public Task<Outcome<TermEnd>> DestroyAsync(PersonId caller, DestroyOrder order, CancellationToken ct) =>
        EndAsync(caller, ConsoleActs.DestroyTerm, order.Term, order.BackupConsidered && order.Typed.Trim() == DestroyOrder.Phrase(order.Term), async scribe =>
        {
            using PreparedChange change = await engine.PrepareDestroyAsync(order.Term, store, ct);
            TermEnd retired = (await store.ListTermEndsAsync(ct)).Single(t => t.Term == order.Term);
            return await SaveAsync(scribe, change, retired with { DestroyedAt = scribe.Now, DestroyedByName = scribe.ActorName }, "Its key is gone from the keyring. The backups were thought of.");
        }, ct);

    private Task<Outcome<TermEnd>> EndAsync(
        PersonId caller, Act act, int term, bool confirmed, Func<Scribe, Task<TermEnd>> end, CancellationToken ct) =>
        room.StepAsync<TermEnd>(caller, act, string.Create(CultureInfo.InvariantCulture, $"term {term}"), async visit =>
        {
            try
            {
                return confirmed ? await end(visit.Scribe) : NotConfirmed;
            }
            catch (EngineException refused) when (Answer(refused.Fault) is { } answer)
            {
                return answer;
            }
            catch (StoreConflictException)
            {
                return StillNeeded; // A record came between the look and the save.
            }
        }, ct);

    private async Task<TermEnd> SaveAsync(Scribe scribe, PreparedChange change, TermEnd end, string detail)
    {
        await scribe.SaveAsync(new Commit(scribe.Note(detail)) { Records = change.Changes, TermEnds = [end] }, change);
        await watch.AnnounceVaultAsync();
        return end;
    }

    private static Refusal? Answer(EngineFault fault) => fault switch
    {
        EngineFault.Sealed => Refusals.Sealed,
        EngineFault.NoSuchTerm => NoSuchTerm,
        EngineFault.TermInUse => StillNeeded,
        _ => null,
    };
}
