using KeyCeremonyConsole.Ceremonies.Access;
using KeyCeremonyConsole.Ceremonies.Audit;
using KeyCeremonyConsole.Ceremonies.FourEyes;
using KeyCeremonyConsole.Ceremonies.Live;
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
    private readonly string _actor;
    private Confirmation? _confirmation;
    private IConsoleFeed? _feed;
    private bool _isOnePerson;
    private Proposal? _proposal;

    internal Scribe(IConsoleStore store, TimeProvider clock, Person? actor, string act, string subject)
        : this(store, clock, actor, actor?.Id.Value ?? "anonymous", actor?.Name ?? "somebody unknown", act, subject)
    {
    }

    private Scribe(IConsoleStore store, TimeProvider clock, Person? person, string actor, string actorName, string act, string subject)
    {
        (_store, _clock, Actor, _actor, ActorName, _act, _subject) = (store, clock, person, actor, actorName, act, subject);
    }

    /// <summary>Who does it; null for the console itself, a token that is nobody's own, and people who are not signed in.</summary>
    public Person? Actor { get; }

    /// <summary>The name in records: the person's, the token's, or the console's.</summary>
    public string ActorName { get; }

    public DateTimeOffset Now => _clock.GetUtcNow();

    internal static Scribe System(IConsoleStore store, TimeProvider clock, string act, string subject, IConsoleFeed? feed = null) =>
        new(store, clock, null, "system", "the console", act, subject) { _feed = feed };

    /// <summary>For a person at the door; with the word of a second one, for what they have confirmed.</summary>
    internal static Scribe For(IConsoleStore store, TimeProvider clock, Person? person, string act, string subject, Confirmation? confirmation, IConsoleFeed feed) =>
        new(store, clock, person, act, subject) { _confirmation = confirmation, _isOnePerson = person is not null, _feed = feed };

    /// <summary>For whom a token acts: its person, or the token itself, by its accessor.</summary>
    internal static Scribe For(IConsoleStore store, TimeProvider clock, Grant grant, string act, string subject) => new(
        store, clock, grant.Person, grant.Person?.Id.Value ?? $"token:{grant.Token.Accessor}", grant.Person?.Name ?? $"token {grant.Token.DisplayName}", act, subject);

    /// <summary>The audit entry of what is done now.</summary>
    /// <param name="detail">A sentence without secrets.</param>
    /// <param name="subject">When it only now has a name; else the trip's.</param>
    /// <param name="act">When what happened is more than what was asked for; else the trip's.</param>
    public AuditDraft Note(string detail, string? subject = null, string? act = null) =>
        Draft(act ?? _act, subject ?? _subject, AuditDraft.DoneOutcome, detail + _confirmation?.Sentence);

    /// <summary>The audit entry of a refusal, for a commit that changes something besides.</summary>
    public AuditDraft Note(Refusal refusal) => Draft(_act, _subject, refusal.Code, refusal.Message);

    /// <summary>Stores the step; see <see cref="IConsoleStore.CommitAsync"/>.</summary>
    /// <remarks>Not cancelled half way: a person who leaves does not undo what they have done.</remarks>
    public async Task SaveAsync(Commit commit)
    {
        IReadOnlyList<Proposal> closed = commit.Audit?.Outcome is AuditDraft.DoneOutcome ? _confirmation?.Closed(Now) ?? [] : [];
        await _store.CommitAsync(closed.Count > 0 ? commit with { Proposals = closed } : commit, CancellationToken.None).ConfigureAwait(false);
        if (closed.Count > 0)
        {
            _confirmation!.Spend();
        }

        if (closed.Count + commit.Proposals.Count > 0)
        {
            _feed?.Announce(new ProposalsMoved());
        }
    }

    /// <summary>
    /// Asked by a trip behind all its checks, where a second administrator may have to agree (see <see cref="FourEyesRule"/>).
    /// Null when it may be done now. Else the refusal to give: then <see cref="RefuseAsync"/> stores the proposal with it.
    /// </summary>
    internal async Task<Refusal?> SecondAsync(Proposed what, CancellationToken ct)
    {
        if (_confirmation is { } confirmation)
        {
            return confirmation.Proposal.What.ReadsAs(what) ? null : FourEyesRefusals.Moved;
        }

        if (!await FourEyesRule.IsOnAsync(_store, ct).ConfigureAwait(false))
        {
            return null;
        }

        if (!_isOnePerson)
        {
            return FourEyesRefusals.InTheConsole;
        }

        IReadOnlyList<Proposal> open = await _store.ListOpenProposalsAsync(ct).ConfigureAwait(false);
        if (open.Any(p => p.By == Actor!.Id && p.What.ReadsAs(what)))
        {
            return FourEyesRefusals.WaitsAlready;
        }

        if (open.Count >= FourEyesRule.MostOpen)
        {
            return FourEyesRefusals.TooMany;
        }

        _proposal = new Proposal(ProposalId.New(), what, Actor!.Id, ActorName, Now, Now + Proposal.Lasts);
        return FourEyesRefusals.Waits(_proposal);
    }

    /// <summary>Whether a second administrator would have to agree to what is done here.</summary>
    internal async Task<bool> NeedsSecondAsync(CancellationToken ct) => _confirmation is null && await FourEyesRule.IsOnAsync(_store, ct).ConfigureAwait(false);

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
        await SaveAsync(new Commit(Note(refusal)) { Proposals = refusal.Code == FourEyesRule.Waits ? [_proposal!] : [] }).ConfigureAwait(false);
        return refusal;
    }

    private AuditDraft Draft(string act, string subject, string outcome, string detail) =>
        new(Now, _actor, ActorName, act, subject, outcome, detail);
}
