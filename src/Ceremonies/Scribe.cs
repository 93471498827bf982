using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.People;
using KeyCeremonyConsole.Ceremonies.Storing;
using KeyCeremonyConsole.Engine.Sealing;

namespace KeyCeremonyConsole.Ceremonies;

/// <summary>Writes what one person does in one trip: who, what, on what. Nothing is stored without such an entry.</summary>
public sealed class Scribe
{
    private readonly IConsoleStore _store;
    private readonly TimeProvider _clock;
    private readonly string _act;
    private readonly string _subject;
    private readonly bool _system;

    internal Scribe(IConsoleStore store, TimeProvider clock, Person? actor, string act, string subject, bool system = false)
    {
        (_store, _clock, Actor, _act, _subject, _system) = (store, clock, actor, act, subject, system);
    }

    /// <summary>Who does it; null for the console itself and for people who are not signed in.</summary>
    public Person? Actor { get; }

    /// <summary>The name in records: the person's, or the console's.</summary>
    public string ActorName => Actor?.Name ?? (_system ? "the console" : "somebody unknown");

    public DateTimeOffset Now => _clock.GetUtcNow();

    internal static Scribe System(IConsoleStore store, TimeProvider clock, string act, string subject) =>
        new(store, clock, null, act, subject, system: true);

    /// <summary>The audit entry of what is done now.</summary>
    /// <param name="detail">A sentence without secrets.</param>
    /// <param name="subject">When it only now has a name; else the trip's.</param>
    /// <param name="act">When what happened is more than what was asked for; else the trip's.</param>
    public AuditDraft Note(string detail, string? subject = null, string? act = null) =>
        Draft(act ?? _act, subject ?? _subject, AuditDraft.DoneOutcome, detail);

    /// <summary>The audit entry of a refusal, for a commit that changes something besides.</summary>
    public AuditDraft Note(Refusal refusal) => Draft(_act, _subject, refusal.Code, refusal.Message);

    /// <summary>Stores the step; see <see cref="IConsoleStore.CommitAsync"/>.</summary>
    /// <remarks>Not cancelled half way: a person who leaves does not undo what they have done.</remarks>
    public Task SaveAsync(Commit commit) => _store.CommitAsync(commit, CancellationToken.None);

    /// <summary>Stores the step with what the engine prepared for it, and only then lets the engine's memory follow.</summary>
    /// <remarks>A save that failed may have been stored all the same (a lost answer): the store is asked, nothing is guessed.</remarks>
    public async Task SaveAsync(Commit commit, PreparedChange change)
    {
        try
        {
            await SaveAsync(commit).ConfigureAwait(false);
        }
        catch when (change.Changes.Count > 0)
        {
            if (!await change.IsStoredAsync().ConfigureAwait(false))
            {
                throw;
            }
        }

        await change.AdoptAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Writes the refusal down and hands it back.</summary>
    public async Task<Refusal> RefuseAsync(Refusal refusal)
    {
        await SaveAsync(new Commit(Note(refusal))).ConfigureAwait(false);
        return refusal;
    }

    private AuditDraft Draft(string act, string subject, string outcome, string detail) =>
        new(Now, Actor?.Id.Value ?? (_system ? "system" : "anonymous"), ActorName, act, subject, outcome, detail);
}
